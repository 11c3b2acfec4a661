import { ScrollArea, Stack, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { clockText } from '#contracts/time';
import { type CallState } from '#contracts/call';
import { type CallClient } from '../call-client.ts';
import { useStore } from '../../ui/use-store.ts';

/** Everything that was said, newest at the bottom; follows it unless somebody has scrolled up. */
export function CaptionList({ client, call }: { client: CallClient; call: CallState }) {
  const { t } = useTranslation('call');
  const captions = useStore(client.state, ({ captions }) => captions);
  const viewport = useRef<HTMLDivElement>(null);
  const follows = useRef(true);

  useEffect(() => {
    const element = viewport.current;
    if (element !== null && follows.current) element.scrollTop = element.scrollHeight;
  }, [captions]);

  if (captions.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t(emptyWord(call))}
      </Text>
    );
  return (
    <ScrollArea
      h="100%"
      viewportRef={viewport}
      viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': t('rail.captions') }}
      onScrollPositionChange={({ y }) => {
        const element = viewport.current;
        follows.current = element === null || element.scrollHeight - element.clientHeight - y < 24;
      }}
    >
      <Stack gap="xs" pr="sm" data-testid="caption-list">
        {captions.map((caption) => (
          <div key={caption.segmentId} style={{ opacity: caption.final ? 1 : 0.65 }}>
            <Text size="xs" c="dimmed">
              {caption.speaker} · {clockText(caption.startMs)}
            </Text>
            <Text size="sm">{caption.text}</Text>
          </div>
        ))}
      </Stack>
    </ScrollArea>
  );
}

/** Why there is nothing to read yet. */
function emptyWord({ captions, participants }: CallState) {
  if (captions === undefined || captions.recogniser === null)
    return captions?.browser === true ? 'captions.empty' : 'captions.trouble.none';
  return participants.some(({ transcribed }) => transcribed) ? 'captions.nothingYet' : 'captions.nobody';
}
