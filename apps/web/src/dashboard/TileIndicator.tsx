import { Group, Text } from '@mantine/core';
import { Swatch } from '../timeline/Swatch.tsx';
import { useModelVersion } from '../timeline/use-timeline.ts';
import { useWords } from '../timeline/words.ts';
import { indicatorOf } from './indicator.ts';
import { type LiveTimeline } from './live-timeline.ts';
import { quietText } from './quiet-text.ts';

/** The indicator in one line, on a participant's name tag: for screens with no room beside the picture. Nothing without consent. */
export function TileIndicator({ live, participantId }: { live: LiveTimeline; participantId: string }) {
  const words = useWords();
  useModelVersion(live);
  const now = indicatorOf(live, participantId);
  if (now.consent !== 'granted') return null;
  return (
    <Group gap={6} wrap="nowrap" data-testid="tile-indicator" data-label={now.label ?? ''} data-state={now.state}>
      {now.label !== null && <Swatch emotion={now.label} width={16} height={10} />}
      <Text size="xs" fs={now.label === null ? 'italic' : undefined}>
        {now.label === null ? quietText(words, now) : words.likely(now.label, now.probability)}
      </Text>
    </Group>
  );
}
