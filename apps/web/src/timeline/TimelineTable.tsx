import { ScrollArea, Table, Text, UnstyledButton } from '@mantine/core';
import { type TimelineModel, type Track } from './model.ts';
import { segmentsIn } from './segments.ts';
import { useModelVersion, useViewPart } from './use-timeline.ts';
import { type TimelineView } from './view.ts';
import { useWords } from './words.ts';

const MOST_ROWS = 300;

interface Props {
  model: TimelineModel;
  view: TimelineView;
  track: Track | null;
  height: number;
  onPick: (ms: number) => void;
}

/** The visible range as a table: the same segments that the picture shows, for whoever does not see it. */
export function TimelineTable({ model, view, track, height, onPick }: Props) {
  const words = useWords();
  useModelVersion(model);
  useViewPart(view, ({ committed, liveSpanMs }) => committed ?? liveSpanMs);
  const range = view.range();
  const shown = { fromMs: Math.max(0, range.fromMs), toMs: Math.min(range.toMs, model.nowMs()) };
  const segments = track === null ? [] : segmentsIn(track.store, shown);
  const rows = segments.slice(-MOST_ROWS);
  return (
    <ScrollArea h={height} data-testid="timeline-table">
      {rows.length < segments.length && (
        <Text size="xs" c="dimmed">
          {words.t('table.tooMany', { count: MOST_ROWS })}
        </Text>
      )}
      <Table stickyHeader verticalSpacing={4} fz="xs" aria-label={words.t('chart')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{words.t('table.from')}</Table.Th>
            <Table.Th scope="col">{words.t('table.to')}</Table.Th>
            <Table.Th scope="col">{words.t('table.expression')}</Table.Th>
            <Table.Th scope="col">{words.t('table.probability')}</Table.Th>
            <Table.Th scope="col">{words.t('table.markers')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((segment) => (
            <Table.Tr key={segment.startMs}>
              <Table.Td>
                <UnstyledButton
                  fz="xs"
                  td="underline"
                  onClick={() => {
                    onPick(segment.startMs);
                  }}
                >
                  {words.clock(segment.startMs, true)}
                </UnstyledButton>
              </Table.Td>
              <Table.Td>{words.clock(segment.endMs, true)}</Table.Td>
              <Table.Td>{segment.label === null ? words.state(segment.state) : words.emotion(segment.label)}</Table.Td>
              <Table.Td>{segment.probability === null ? '–' : words.percent(segment.probability)}</Table.Td>
              <Table.Td>
                {model.markers
                  .filter((marker) => marker.atMs >= segment.startMs && marker.atMs < segment.endMs)
                  .map((marker) => marker.text || words.clock(marker.atMs))
                  .join(', ')}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
