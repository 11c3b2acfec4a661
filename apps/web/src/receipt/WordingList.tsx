import { Accordion, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type ReceiptView } from '#contracts/consent';
import { withName, WordingText } from '../ui/WordingText.tsx';

/** The texts that were read, word for word. */
export function WordingList({ receipt: { wordings, clinicianName } }: { receipt: ReceiptView }) {
  const { t } = useTranslation('receipt');
  if (wordings.length === 0) return null;
  return (
    <section aria-labelledby="texts">
      <Title order={2} fz="lg" mb="xs" id="texts">
        {t('texts')}
      </Title>
      <Accordion variant="separated" multiple>
        {wordings.map((wording) => (
          <Accordion.Item key={wording.hash} value={wording.hash} lang={wording.language}>
            <Accordion.Control data-testid="receipt-wording">{withName(wording.question, clinicianName)}</Accordion.Control>
            <Accordion.Panel>
              <Stack gap="sm">
                <WordingText wording={wording} name={clinicianName} compact />
                <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  {t('version', { version: wording.version, hash: wording.hash })}
                </Text>
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </section>
  );
}
