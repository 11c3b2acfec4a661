import { Paper, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type ConsentWording, type ReceiptDecision } from '#contracts/consent';
import { dateText } from '../ui/region.ts';

/** Every decision, oldest first, with the question that it answers. */
export function DecisionList({ decisions, wordings }: { decisions: readonly ReceiptDecision[]; wordings: readonly ConsentWording[] }) {
  const { t, i18n } = useTranslation('receipt');
  const timeText = (iso: string) => dateText(iso, i18n.language, 'long', 'medium');
  const titleOf = ({ scope, wording }: ReceiptDecision) =>
    wordings.find((text) => text.scope === scope && text.version === wording?.version && text.language === wording.language)?.title ??
    wordings.find((text) => text.scope === scope)?.title ??
    t(`scopes.${scope}`);
  return (
    <section aria-labelledby="decided">
      <Title order={2} fz="lg" mb="xs" id="decided">
        {t('decisions')}
      </Title>
      {decisions.length === 0 && <Text>{t('noDecisions')}</Text>}
      <Stack component="ol" gap="xs" p={0} m={0} style={{ listStyle: 'none' }} data-testid="receipt-decisions">
        {decisions.map((decision) => (
          <Paper component="li" key={`${decision.scope} ${String(decision.number)}`} withBorder p="sm" data-decision={decision.decision}>
            <Text size="sm" c="dimmed">
              {timeText(decision.at)}
            </Text>
            <Text fw={600}>{t(`said.${decision.decision}`)}</Text>
            <Text size="sm">{titleOf(decision)}</Text>
            {decision.source !== 'call' && (
              <Text size="sm" c="dimmed">
                {t(`source.${decision.source}`)}
              </Text>
            )}
            {decision.stored !== 'database' && <Text size="sm">{t(`stored.${decision.stored}`)}</Text>}
          </Paper>
        ))}
      </Stack>
    </section>
  );
}
