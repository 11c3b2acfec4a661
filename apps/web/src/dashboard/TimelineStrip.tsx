import { Button, NativeSelect, Text } from '@mantine/core';
import { IconFlag } from '@tabler/icons-react';
import { useState } from 'react';
import { plotHeight } from '../timeline/draw/plot.ts';
import { AROUND_PLOT } from '../timeline/timeline-canvas.ts';
import { TimelineChart } from '../timeline/TimelineChart.tsx';
import { TimelineTable } from '../timeline/TimelineTable.tsx';
import { TimelineTools } from '../timeline/TimelineTools.tsx';
import { useModelVersion } from '../timeline/use-timeline.ts';
import { useWords } from '../timeline/words.ts';
import classes from './dashboard.module.css';
import { ColoursNow } from './ColoursNow.tsx';
import { type LiveTimeline } from './live-timeline.ts';

/** Of the chart itself, whatever stands under it. */
const STACK = 64;

/** Whether anybody's expression is, or may be about to be, estimated. */
const isAnalysed = (live: LiveTimeline) =>
  live.callState?.participants.some(({ role, consent }) => role !== 'clinician' && consent === 'granted') === true;

/** The bottom of the clinician's call: the timeline with its live edge at the right, turns and markers. Nothing while nobody is analysed. */
export function TimelineStrip({ live, onAddMarker }: { live: LiveTimeline; onAddMarker: () => void }) {
  const { t } = useWords();
  useModelVersion(live);
  const [asTable, setAsTable] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const track = live.tracks.find(({ participantId }) => participantId === chosen) ?? live.tracks[0] ?? null;
  if (track === null && !isAnalysed(live)) return null;
  const height = AROUND_PLOT + plotHeight(STACK, live.speakers.length);
  return (
    <section className={classes.strip} data-testid="timeline-strip" aria-label={t('chart')}>
      <div className={classes.head}>
        <Text size="xs" c="dimmed" className={classes.note}>
          {live.historyFailed ? t('historyFailed') : t('estimateNote')}
        </Text>
        {live.tracks.length > 1 && (
          <NativeSelect
            size="xs"
            aria-label={t('whose')}
            value={track?.participantId}
            onChange={(event) => {
              setChosen(event.currentTarget.value);
            }}
            data={live.tracks.map(({ participantId, name }) => ({ value: participantId, label: name }))}
          />
        )}
        <Button
          size="compact-sm"
          fz="xs"
          variant="subtle"
          leftSection={<IconFlag size={14} />}
          onClick={onAddMarker}
          data-testid="add-marker"
        >
          {t('markers.add')}
        </Button>
        <TimelineTools model={live} view={live.view} asTable={asTable} onAsTable={setAsTable} />
      </div>
      {asTable ? (
        <TimelineTable
          model={live}
          view={live.view}
          track={track}
          height={height}
          onPick={(ms) => {
            live.view.seek(ms);
          }}
        />
      ) : (
        <div className={classes.chart}>
          <TimelineChart model={live} view={live.view} track={track} height={height} dragMode="pan" onTap={() => undefined} />
          {track !== null && <ColoursNow model={live} view={live.view} track={track} />}
        </div>
      )}
    </section>
  );
}
