import { Badge, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type DraftView } from '#contracts/draft';
import { type TimelineView } from '../../timeline/view.ts';
import { Moment } from './Moment.tsx';

/** What was said and stands in no sentence, and what was dropped because nobody said it. */
export function DraftLists({ draft: { omissions, dropped }, view }: { draft: DraftView; view: TimelineView }) {
  const { t } = useTranslation('review');
  return (
    <>
      {omissions.length > 0 && (
        <details open data-testid="draft-omissions">
          <Text component="summary" size="sm" fw={600}>
            {t('draft.omissions', { count: omissions.length })}
          </Text>
          <Stack gap="xs" mt="xs">
            {omissions.map(({ utteranceId, speaker, startMs, text, facts }) => (
              <Group key={utteranceId} gap="xs" wrap="nowrap" align="flex-start">
                <Moment atMs={startMs} view={view} />
                <Text size="sm" style={{ flex: 1, minWidth: 0 }}>
                  {speaker === '' ? '' : `${speaker}: `}
                  {text}{' '}
                  {[...new Set(facts.map(({ kind }) => kind))].map((kind) => (
                    <Badge key={kind} size="xs" variant="default" tt="none" mr={4}>
                      {t(`draft.kinds.${kind}`)}
                    </Badge>
                  ))}
                </Text>
              </Group>
            ))}
          </Stack>
        </details>
      )}
      {dropped.length > 0 && (
        <details data-testid="draft-dropped">
          <Text component="summary" size="sm" fw={600}>
            {t('draft.dropped', { count: dropped.length })}
          </Text>
          <Stack gap="xs" mt="xs">
            {dropped.map(({ statement, reason }, index) => (
              // The list never changes once it is here.
              <Text key={index} size="sm" c="dimmed">
                {statement === '' ? '' : `${statement} `}({t(`draft.reasons.${reason}`)})
              </Text>
            ))}
          </Stack>
        </details>
      )}
    </>
  );
}
