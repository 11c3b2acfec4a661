import { describe, expect, it } from 'vitest';
import { CaptionMaker } from './caption-maker.ts';

function setup() {
  let n = 0;
  return new CaptionMaker(() => `s${String(n++)}`);
}

describe('CaptionMaker', () => {
  it('keeps id and start of a segment from its first words to its final text', () => {
    const maker = setup();
    const [first] = maker.hear([{ text: 'how', final: false }], 10_000);
    const [last] = maker.hear([{ text: 'how are you', final: true, confidence: 0.9 }], 11_000);
    expect(first).toEqual({ segmentId: 's0', text: 'how', startMs: 9_600, endMs: 10_000, final: false });
    expect(last).toEqual({ segmentId: 's0', text: 'how are you', startMs: 9_600, endMs: 11_000, final: true, confidence: 0.9 });
  });

  it('says nothing of a result that has not changed or is done', () => {
    const maker = setup();
    maker.hear(
      [
        { text: 'yes', final: true },
        { text: 'and', final: false },
      ],
      5_000,
    );
    expect(
      maker.hear(
        [
          { text: 'yes', final: true },
          { text: 'and', final: false },
        ],
        5_200,
      ),
    ).toEqual([]);
  });

  it('never lets segments of one speaker overlap', () => {
    const maker = setup();
    maker.hear([{ text: 'one two three', final: true }], 4_000);
    const [next] = maker.hear(
      [
        { text: 'one two three', final: true },
        { text: 'four five', final: false },
      ],
      4_100,
    );
    expect(next?.startMs).toBe(4_000);
  });

  it('gives new ids after a restart and ignores empty text', () => {
    const maker = setup();
    maker.hear([{ text: 'first', final: false }], 1_000);
    maker.restart();
    expect(maker.hear([{ text: '  ', final: false }], 2_000)).toEqual([]);
    expect(maker.hear([{ text: 'second', final: false }], 3_000)[0]?.segmentId).toBe('s1');
  });

  it('starts at 0 at the earliest', () => {
    expect(setup().hear([{ text: 'a b c d e f', final: false }], 300)[0]?.startMs).toBe(0);
  });
});
