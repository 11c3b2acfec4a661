import { Button, Group, NativeSelect, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ParticipantSummary } from '#contracts/summary';
import { type DragMode } from '../timeline/gestures.ts';
import { Legend } from '../timeline/Legend.tsx';
import { TimelineChart } from '../timeline/TimelineChart.tsx';
import { TimelineTable } from '../timeline/TimelineTable.tsx';
import { TimelineTools } from '../timeline/TimelineTools.tsx';
import { useViewPart } from '../timeline/use-timeline.ts';
import { type TimelineView } from '../timeline/view.ts';
import { useWords } from '../timeline/words.ts';
import { PlayheadReadout } from './PlayheadReadout.tsx';
import { type StoredTimeline } from './stored-timeline.ts';

const HEIGHT = 248;

interface Props {
  model: StoredTimeline;
  view: TimelineView;
  analysed: readonly ParticipantSummary[];
  person: ParticipantSummary | null;
  onChoose: (participantId: string) => void;
  height?: number;
  /** What is said where nobody has estimates. */
  nothing?: string;
}

/** The whole call (or recorded video) as a picture: brush to select, click to move everything else there. */
export function TimelinePanel({ model, view, analysed, person, onChoose, height = HEIGHT, nothing }: Props) {
  const { t } = useTranslation('review');
  const words = useWords();
  const selection = useViewPart(view, (state) => state.selection);
  const [asTable, setAsTable] = useState(false);
  const [dragMode, setDragMode] = useState<DragMode>('select');
  const track = model.tracks.find(({ participantId }) => participantId === person?.participantId) ?? null;
  const seek = (ms: number) => {
    view.seek(ms);
  };
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="timeline-title">
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Title order={2} fz="md" id="timeline-title">
            {t('timeline.title')}
          </Title>
          <Group gap="xs">
            {analysed.length > 1 && (
              <NativeSelect
                size="xs"
                aria-label={words.t('whose')}
                value={person?.participantId}
                onChange={(event) => {
                  onChoose(event.currentTarget.value);
                }}
                data={analysed.map(({ participantId, name }) => ({ value: participantId, label: name }))}
              />
            )}
            {!asTable && (
              <SegmentedControl
                size="xs"
                aria-label={t('timeline.drag')}
                value={dragMode}
                onChange={(mode) => {
                  setDragMode(mode === 'pan' ? 'pan' : 'select');
                }}
                data={[
                  { value: 'select', label: t('timeline.dragSelect') },
                  { value: 'pan', label: t('timeline.dragMove') },
                ]}
              />
            )}
            <TimelineTools
              model={model}
              view={view}
              asTable={asTable}
              onAsTable={setAsTable}
              help={
                <Text size="xs" c="dimmed">
                  {t('timeline.keysHelp')}
                </Text>
              }
            />
          </Group>
        </Group>
        {asTable ? (
          <TimelineTable model={model} view={view} track={track} height={height} onPick={seek} />
        ) : (
          <TimelineChart model={model} view={view} track={track} height={height} dragMode={dragMode} onTap={seek} />
        )}
        <Group justify="space-between" gap="xs" mih={28}>
          <PlayheadReadout view={view} track={track} />
          {selection !== null && (
            <Group gap={6}>
              <Text size="sm">{t('timeline.selected', { from: words.clock(selection.fromMs), to: words.clock(selection.toMs) })}</Text>
              <Button
                size="compact-sm"
                variant="light"
                onClick={() => {
                  view.commitSelection();
                }}
              >
                {t('timeline.zoomToSelection')}
              </Button>
              <Button
                size="compact-sm"
                variant="subtle"
                color="gray"
                onClick={() => {
                  view.select(null);
                }}
              >
                {t('timeline.clearSelection')}
              </Button>
            </Group>
          )}
        </Group>
        {track !== null && <Legend model={model} />}
        <Text size="xs" c="dimmed">
          {track === null ? (nothing ?? t('timeline.nothing')) : words.t('estimateNote')}
        </Text>
      </Stack>
    </Paper>
  );
}
