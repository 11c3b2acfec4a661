import { describe, expect, it } from 'vitest';
import { type EmotionSample } from '#contracts/emotion';
import { EMOTION_LOOKS, lookOf } from '#contracts/emotion-looks';
import { Columns, columnsIn } from '../columns.ts';
import { SampleStore } from '../sample-store.ts';
import { columnsOf, FERPLUS, recordingContext, seen, stretch } from '../testing.ts';
import { chartTheme } from '../theme.ts';
import { drawScene, type Scene } from './scene.ts';
import { type Tiles } from './tiles.ts';

const TILES: Tiles = { of: (name) => name, noEstimate: 'hatch' };
const BOX = { left: 100, top: 10, width: 600, height: 200 };
const NOBODY: Omit<Scene, 'columns' | 'range'> = {
  nowMs: 60_000,
  speakers: [],
  turns: [],
  markers: [],
  selection: null,
  playheadMs: null,
  live: false,
  rawName: '',
  letterOf: (name) => lookOf(name).letter,
};

function setup(samples: EmotionSample[], scene: Partial<Scene> = {}) {
  const store = new SampleStore();
  store.add(columnsOf(samples));
  const range = scene.range ?? { fromMs: 0, toMs: 60_000 };
  const recording = recordingContext();
  drawScene(
    recording.ctx,
    BOX,
    1,
    { ...NOBODY, range, columns: columnsIn(store, range, BOX.width, new Columns()), ...scene },
    chartTheme('light'),
    TILES,
  );
  return {
    ...recording,
    filled: (style: string) => recording.named('fill').filter(({ fillStyle }) => fillStyle === style),
    rects: (style: string) => recording.named('fillRect').filter(({ fillStyle }) => fillStyle === style),
  };
}

describe('drawScene', () => {
  it('stacks the classes from neutral up, one shape each', () => {
    const { named } = setup(stretch(0, 300, (at) => seen(at, 3, 0.4)));
    expect(named('fill').map(({ fillStyle }) => fillStyle)).toEqual(FERPLUS);
  });

  it('draws no shape across a gap, and leaves the gap hatched', () => {
    const { filled, rects, calls } = setup([...stretch(0, 100, (at) => seen(at, 0, 1)), ...stretch(40_000, 100, (at) => seen(at, 0, 1))]);
    expect(filled('neutral')).toHaveLength(2);
    expect(rects('hatch').map(({ args }) => args[2])).toEqual([600]);
    const hatched = calls.findIndex(({ fillStyle, name }) => name === 'fillRect' && fillStyle === 'hatch');
    expect(hatched).toBeLessThan(calls.findIndex(({ name }) => name === 'fill'));
    const shapes = calls.map((call, place) => ({ ...call, place })).filter(({ name }) => name === 'beginPath' || name === 'fill');
    const xs = shapes.flatMap(({ name, place }) =>
      name === 'fill'
        ? []
        : calls
            .slice(place)
            .slice(
              0,
              calls.slice(place).findIndex((call) => call.name === 'fill'),
            )
            .filter((call) => call.name === 'lineTo')
            .map(({ args }) => args[0] as number),
    );
    expect(xs.filter((x) => x > 100 + 220 && x < 100 + 390)).toEqual([]);
  });

  it('hatches nothing before the call began or after now', () => {
    const { rects } = setup(stretch(0, 10), { range: { fromMs: -30_000, toMs: 30_000 }, nowMs: 15_000 });
    const [hatch] = rects('hatch');
    expect(hatch!.args[2]).toBeCloseTo(150);
  });

  it('writes the letter of a class only where its band is tall enough', () => {
    const { named } = setup(stretch(0, 300, (at) => seen(at, 3, 0.9)));
    expect(new Set(named('fillText').map(({ args }) => args[0]))).toEqual(new Set(['Sa']));
  });

  it('shows single frames in the colour of the leading class', () => {
    const { rects } = setup([...stretch(0, 150, (at) => seen(at, 4)), ...stretch(30_000, 150, (at) => seen(at, 1))]);
    expect(rects(EMOTION_LOOKS.anger.colour)).toHaveLength(1);
    expect(rects(EMOTION_LOOKS.happiness.colour)).toHaveLength(1);
  });

  it('gives every speaker a row and every visible turn a bar in it', () => {
    const speakers = [
      { participantId: 'p', name: 'Jana' },
      { participantId: 'c', name: 'Eva' },
    ];
    const turns = [
      { participantId: 'p', startMs: 0, endMs: 6_000 },
      { participantId: 'c', startMs: 6_000, endMs: 12_000 },
      { participantId: 'c', startMs: 90_000, endMs: 99_000 },
    ];
    const { rects } = setup([], { speakers, turns, rawName: 'raw' });
    const [first, second] = chartTheme('light').turns;
    expect(rects(first!).map(({ args }) => [args[0], args[2]])).toEqual([[100, 60]]);
    expect(rects(second!).map(({ args }) => [args[0], args[2]])).toEqual([[160, 60]]);
  });

  it('flags markers and names them where there is room', () => {
    const markers = [
      { id: 'a', atMs: 30_000, text: 'sister' },
      { id: 'b', atMs: 31_000, text: 'flat' },
      { id: 'c', atMs: 80_000, text: 'gone' },
    ];
    const { named, rects } = setup([], { markers });
    expect(named('fillText').map(({ args }) => args[0])).toEqual(['flat']);
    expect(rects(chartTheme('light').marker)).toHaveLength(2);
  });

  it('draws selection, play-head and live edge where they are', () => {
    const theme = chartTheme('light');
    const { rects } = setup([], { selection: { fromMs: 6_000, toMs: 12_000 }, playheadMs: 30_000, live: true });
    expect(rects(theme.selection)[0]!.args).toEqual([160, 10, 60, 200]);
    expect(rects(theme.ink)[0]!.args[0]).toBe(399);
    expect(rects(theme.accent)).toHaveLength(3);
  });
});
