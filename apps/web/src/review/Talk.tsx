import { Box, Paper, Stack, Text, Title } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { type Conversation, type ParticipantSummary } from '#contracts/summary';
import { useWords } from '../timeline/words.ts';
import { ConversationFigures } from './ConversationFigures.tsx';
import classes from './review.module.css';

/** Who spoke how much, and how the conversation went. */
export function Talk({ people, conversation }: { people: readonly ParticipantSummary[]; conversation: Conversation | null }) {
  const { t } = useTranslation('review');
  const words = useWords();
  const spoke = people.filter(({ talkMs }) => talkMs > 0);
  if (spoke.length === 0 && conversation === null) return null;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="talk-title">
      <Stack gap="sm">
        <Title order={2} fz="md" id="talk-title">
          {t('talk.title')}
        </Title>
        <div className={classes.totals}>
          {spoke.map(({ participantId, name, talkMs, talkShare }) => (
            <Fragment key={participantId}>
              <Text span inherit truncate maw={140}>
                {name}
              </Text>
              <Box className={classes.bar} aria-hidden>
                <Box h="100%" w={`${talkShare * 100}%`} bg="var(--mantine-primary-color-filled)" />
              </Box>
              <Text span inherit ta="right">
                {words.clock(talkMs)}
              </Text>
              <Text span inherit ta="right" c="dimmed" miw={44}>
                {words.percent(talkShare)}
              </Text>
            </Fragment>
          ))}
        </div>
        {spoke.length > 0 && (
          <Text size="xs" c="dimmed">
            {t('talk.note')}
          </Text>
        )}
        {conversation !== null && <ConversationFigures conversation={conversation} />}
      </Stack>
    </Paper>
  );
}
