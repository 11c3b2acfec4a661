import { Group, Paper, Text } from '@mantine/core';
import { type TimelineModel, type Track } from './model.ts';
import { spanOf } from './range.ts';
import { readingAt } from './segments.ts';
import { Swatch } from './Swatch.tsx';
import classes from './timeline.module.css';
import { useModelVersion, useViewState } from './use-timeline.ts';
import { type TimelineView } from './view.ts';
import { useWords } from './words.ts';

const WIDTH = 216;

interface Props {
  model: TimelineModel;
  view: TimelineView;
  track: Track | null;
  /** Where the pointer is in the plot, and where the plot is in the chart, in CSS pixels. */
  x: number;
  left: number;
  width: number;
}

/** What the timeline says at the moment under the pointer, in words and numbers. */
export function HoverReadout({ model, view, track, x, left, width }: Props) {
  const words = useWords();
  useModelVersion(model);
  useViewState(view);
  const range = view.range();
  const atMs = range.fromMs + (x / Math.max(1, width)) * spanOf(range);
  if (atMs < 0 || atMs > model.nowMs()) return null;
  const reading = track === null ? null : readingAt(track.store, atMs);
  const speakers = model.turns
    .filter((turn) => turn.startMs <= atMs && turn.endMs > atMs)
    .map((turn) => model.speakers.find((one) => one.participantId === turn.participantId)?.name);
  const near = model.markers.filter((marker) => Math.abs(marker.atMs - atMs) < spanOf(range) / 100);
  const shown = [...(reading?.scores ?? [])]
    .map(([emotion, score]) => ({ emotion, score }))
    .filter(({ score }) => score >= 0.05)
    .sort((a, b) => b.score - a.score)
    .slice(0, 3);
  return (
    <Paper
      className={classes.readout}
      withBorder
      shadow="md"
      px="xs"
      py={6}
      style={{ left: Math.max(0, Math.min(left + x - WIDTH / 2, left + width - WIDTH + 10)) }}
    >
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm" fw={600}>
          {reading === null ? words.t('noTrack') : words.reading(reading)}
        </Text>
        <Text size="xs" c="dimmed">
          {words.clock(atMs, spanOf(range) < 60_000)}
        </Text>
      </Group>
      {shown.map(({ emotion, score }) => (
        <Group key={emotion} gap={6} wrap="nowrap">
          <Swatch emotion={emotion} width={16} height={10} />
          <Text size="xs" flex={1}>
            {words.emotion(emotion)}
          </Text>
          <Text size="xs">{words.percent(score)}</Text>
        </Group>
      ))}
      {reading !== null && reading.state !== 'no-data' && (
        <Text size="xs" c="dimmed">
          {words.t('rawAt', { what: reading.raw === null ? words.state(reading.state) : words.emotion(reading.raw) })}
        </Text>
      )}
      {speakers.length > 0 && (
        <Text size="xs" c="dimmed">
          {words.t('speaking', { names: speakers.join(', ') })}
        </Text>
      )}
      {near.map((marker) => (
        <Text key={marker.id} size="xs">
          {words.t('markerAt', { text: marker.text === '' ? words.clock(marker.atMs) : marker.text })}
        </Text>
      ))}
    </Paper>
  );
}
