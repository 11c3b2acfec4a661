import { Stack, Table, Text, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '#contracts/summary';
import { useWords } from '../timeline/words.ts';

const FIGURES = ['wordsPerMinute', 'responseMs', 'interruptions', 'questions'] as const;
type Figure = (typeof FIGURES)[number];

/** Pace, response times, interruptions, questions and silences, each with its definition. A figure that nobody has is left out. */
export function ConversationFigures({ conversation: { silences, speakers } }: { conversation: Conversation }) {
  const { t, i18n } = useTranslation('review');
  const words = useWords();
  const shown = FIGURES.filter((figure) => speakers.some((speaker) => speaker[figure] !== null));
  const seconds = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  const inWords = (figure: Figure, value: number | null) =>
    value === null ? '–' : figure === 'responseMs' ? t('talk.seconds', { value: seconds.format(value / 1_000) }) : String(value);
  const named = (figure: Figure | 'silences') => (
    <Tooltip label={t(`talk.meaning.${figure}`)} multiline w={260} events={{ hover: true, focus: true, touch: true }}>
      <span tabIndex={0} style={{ textDecoration: 'underline dotted' }}>
        {t(`talk.figure.${figure}`)}
      </span>
    </Tooltip>
  );
  return (
    <Stack gap="xs" data-testid="conversation">
      {shown.length > 0 && (
        <Table horizontalSpacing="xs" verticalSpacing={4} fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Td />
              {speakers.map(({ participantId, name }) => (
                <Table.Th key={participantId} ta="right">
                  {name}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((figure) => (
              <Table.Tr key={figure}>
                <Table.Th scope="row" fw={400}>
                  {named(figure)}
                </Table.Th>
                {speakers.map((speaker) => (
                  <Table.Td key={speaker.participantId} ta="right" style={{ whiteSpace: 'nowrap' }}>
                    {inWords(figure, speaker[figure])}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Text size="sm" component="div">
        {named('silences')}:{' '}
        {silences.count === 0
          ? t('talk.noSilence')
          : t('talk.silences', { count: silences.count, total: words.clock(silences.totalMs), longest: words.clock(silences.longestMs) })}
      </Text>
    </Stack>
  );
}
