// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { type EmotionSample } from '#contracts/emotion';
import { type TimelineColumns } from '#contracts/timeline-codec';
import { StoredTimeline } from '../review/stored-timeline.ts';
import { draw, useScreen } from '../testing/screen.tsx';
import { columnsOf, seen, stretch, unseen } from './testing.ts';
import { TimelineTable } from './TimelineTable.tsx';
import { TimelineView } from './view.ts';

const PATIENT = '11111111-1111-4111-8111-111111111111';
const SADNESS = 3;

function table(timeline: Partial<TimelineColumns>, samples: EmotionSample[]) {
  const model = new StoredTimeline(
    {
      durationMs: 10_000,
      turns: [],
      markers: [],
      ...timeline,
      participants: [{ participantId: PATIENT, name: 'Jana', samples: columnsOf(samples) }],
    },
    [{ participantId: PATIENT, name: 'Jana' }],
  );
  const picked: number[] = [];
  const view = new TimelineView({ endMs: () => model.nowMs(), follow: false });
  draw(
    <TimelineTable
      model={model}
      view={view}
      track={model.tracks[0]!}
      height={200}
      onPick={(ms) => {
        picked.push(ms);
      }}
    />,
  );
  const rows = screen
    .getAllByRole('row')
    .slice(1)
    .map((row) =>
      within(row)
        .getAllByRole('cell')
        .map((cell) => cell.textContent),
    );
  return { rows, picked };
}

describe('the table behind the timeline', () => {
  useScreen();

  it('says what the picture shows: labels, gaps by their reason, and markers', () => {
    const { rows } = table({ markers: [{ id: '22222222-2222-4222-8222-222222222222', atMs: 2_500, text: 'Sighs' }] }, [
      ...stretch(0, 10),
      ...stretch(2_000, 10, (atMs) => seen(atMs, SADNESS, 0.6)),
      ...stretch(4_000, 10, (atMs) => unseen(atMs, 'no-face')),
    ]);
    expect(rows.map(([from, , expression]) => [from, expression])).toEqual([
      ['0:00.0', 'neutral'],
      ['0:02.0', 'sadness'],
      ['0:04.0', 'no face'],
      ['0:06.8', 'no estimate'],
    ]);
    expect(rows[1]).toEqual(['0:02.0', '0:04.0', 'sadness', '60%', 'Sighs']);
    expect(rows[2]![3]).toBe('–');
  });

  it('takes everything to the moment that is picked', () => {
    const { picked } = table({}, [...stretch(0, 10), ...stretch(2_000, 10, (atMs) => seen(atMs, SADNESS))]);
    fireEvent.click(screen.getByRole('button', { name: '0:02.0' }));
    expect(picked).toEqual([2_000]);
  });
});
