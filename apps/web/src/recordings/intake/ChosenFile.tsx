import { CloseButton, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type RecordingLimits, type RecordingOptions } from '#contracts/recording';
import { clockText } from '#contracts/time';
import { bytesText, durationText } from '../format.ts';
import { AnalysisTime } from './AnalysisTime.tsx';
import { type Chosen } from './check-file.ts';
import { formatName } from './limits-text.ts';

interface Props {
  chosen: Chosen;
  options: RecordingOptions;
  limits: RecordingLimits;
  onRemove: () => void;
}

/** A file that is about to be sent, or why it will not be. */
export function ChosenFile({ chosen: { file, facts, problem }, options, limits, onRemove }: Props) {
  const {
    t,
    i18n: { language },
  } = useTranslation('recordings');
  const said = [bytesText(file.size, language), ...(facts === null ? [] : [clockText(facts.durationMs)])].join(' · ');
  const words = {
    formats: new Intl.ListFormat(language, { type: 'disjunction' }).format(limits.extensions.map(formatName)),
    size: bytesText(file.size, language),
    most: bytesText(limits.maxBytes, language),
    length: clockText(facts?.durationMs ?? 0),
    longest: durationText(limits.maxDurationMs, language, 'long'),
  };
  return (
    <Group
      component="li"
      justify="space-between"
      align="flex-start"
      wrap="nowrap"
      gap="xs"
      data-testid="chosen-file"
      data-problem={problem ?? ''}
    >
      <Stack gap={0} miw={0}>
        <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
          {file.name}
        </Text>
        <Text size="sm" c={problem === null ? 'dimmed' : 'var(--mantine-color-error)'}>
          {problem === null ? said : t(`rejected.${problem}`, words)}
        </Text>
        {problem === null && facts !== null && <AnalysisTime video={facts} options={options} limits={limits} />}
      </Stack>
      <CloseButton aria-label={t('chosen.remove', { name: file.name })} onClick={onRemove} />
    </Group>
  );
}
