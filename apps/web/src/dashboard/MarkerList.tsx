import { Group, ScrollArea, Stack, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconFlag } from '@tabler/icons-react';
import { useModelVersion } from '../timeline/use-timeline.ts';
import { useWords } from '../timeline/words.ts';
import { type LiveTimeline } from './live-timeline.ts';

/** The clinician's markers, newest first; each takes the timeline to its moment. */
export function MarkerList({ live }: { live: LiveTimeline }) {
  const { t, clock } = useWords();
  useModelVersion(live);
  const markers = [...live.markers].reverse();
  return (
    <Stack gap={4} data-testid="marker-list">
      <Text size="sm" fw={600}>
        {t('markers.title')}
      </Text>
      {markers.length === 0 && (
        <Text size="xs" c="dimmed">
          {t('markers.empty')}
        </Text>
      )}
      <ScrollArea.Autosize mah={200}>
        <Stack gap={2}>
          {markers.map((marker) => (
            <UnstyledButton
              key={marker.id}
              mih={28}
              px={4}
              onClick={() => {
                live.view.seek(marker.atMs);
              }}
            >
              <Group gap={6} wrap="nowrap">
                <IconFlag size={14} aria-hidden style={{ flex: 'none' }} />
                <Text size="xs" c="dimmed" style={{ flex: 'none', fontVariantNumeric: 'tabular-nums' }}>
                  {clock(marker.atMs)}
                </Text>
                <Text size="sm" truncate>
                  {marker.text === '' ? t('markers.untitled') : marker.text}
                </Text>
                <VisuallyHidden>{`. ${t('markers.goTo')}`}</VisuallyHidden>
              </Group>
            </UnstyledButton>
          ))}
        </Stack>
      </ScrollArea.Autosize>
    </Stack>
  );
}
