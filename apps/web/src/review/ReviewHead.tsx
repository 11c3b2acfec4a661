import { Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type CallView } from '#contracts/rest';
import { type CallSummary, type ParticipantSummary } from '#contracts/summary';
import { clockText } from '#contracts/time';
import { percentText } from '../timeline/percent.ts';
import { dateText } from '../ui/region.ts';
import { DeleteMenu } from './DeleteMenu.tsx';
import { ExportMenu } from './ExportMenu.tsx';
import { ReceiptLinks } from './ReceiptLinks.tsx';
import { SignedBadge } from './SignedBadge.tsx';

/** Who, when, how long, how much of it could be estimated, and whether the note is signed. */
export function ReviewHead({ call, summary, person }: { call: CallView; summary: CallSummary; person: ParticipantSummary | null }) {
  const { t, i18n } = useTranslation('review');
  const when = call.startedAt === null ? t('neverStarted') : dateText(call.startedAt, i18n.language, 'long');
  const who = call.participants
    .filter(({ role }) => role !== 'clinician')
    .map(({ name }) => name)
    .filter((name) => name !== '')
    .join(', ');
  const coverage = person?.expression?.coverage;
  return (
    <Group justify="space-between" align="flex-start" gap="sm">
      <Stack gap={4} miw={0}>
        <Title order={1}>{call.title}</Title>
        <Group gap="4px 16px" c="dimmed" fz="sm">
          {who !== '' && (
            <Text span inherit>
              {t('with', { who })}
            </Text>
          )}
          <Text span inherit>
            {when}
          </Text>
          <Text span inherit>
            {t('length', { length: clockText(summary.durationMs) })}
          </Text>
          <Text span inherit data-testid="coverage">
            {coverage === undefined ? t('notAnalysed') : t('coverage', { value: percentText(coverage, i18n.language) })}
          </Text>
        </Group>
      </Stack>
      <Group gap="xs">
        <SignedBadge signed={call.noteSigned} />
        <ReceiptLinks callId={call.id} />
        <ExportMenu callId={call.id} title={call.title} />
        <DeleteMenu call={call} />
      </Group>
    </Group>
  );
}
