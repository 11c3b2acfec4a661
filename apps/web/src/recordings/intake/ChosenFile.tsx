import { CloseButton, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type RecordingLimits } from '#contracts/recording';
import { clockText } from '#contracts/time';
import { bytesText, durationText } from '../format.ts';
import { type Chosen } from './check-file.ts';
import { formatName } from './limits-text.ts';

interface Props {
  chosen: Chosen;
  limits: RecordingLimits;
  onRemove: () => void;
}

/** A file that is about to be sent, or why it will not be. */
export function ChosenFile({ chosen: { file, durationMs, problem }, limits, onRemove }: Props) {
  const {
    t,
    i18n: { language },
  } = useTranslation('recordings');
  const facts = [bytesText(file.size, language), ...(durationMs === null ? [] : [clockText(durationMs)])].join(' · ');
  const words = {
    formats: new Intl.ListFormat(language, { type: 'disjunction' }).format(limits.extensions.map(formatName)),
    size: bytesText(file.size, language),
    most: bytesText(limits.maxBytes, language),
    length: clockText(durationMs ?? 0),
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
          {problem === null ? facts : t(`rejected.${problem}`, words)}
        </Text>
      </Stack>
      <CloseButton aria-label={t('chosen.remove', { name: file.name })} onClick={onRemove} />
    </Group>
  );
}
