import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EmotionSample } from './emotion.ts';
import { decodeSamples, encodeSamples } from './sample-codec.ts';
import { NO_LABEL, SAMPLE_STATES, SampleColumns } from './sample-columns.ts';
import { DamagedBytes, VarintReader, VarintWriter } from './varint.ts';

const NAMES = ['neutral', 'happiness', 'surprise', 'sadness', 'anger', 'disgust', 'fear', 'contempt', 'a ninth'];

/** Samples as they come back, in steps of what is stored; `classes` none to nine. */
const samples = fc.integer({ min: 0, max: 9 }).chain((width) => {
  const classes = NAMES.slice(0, width);
  const step = fc.integer({ min: 0, max: 10_000 }).map((value) => value / 10_000);
  const scores = width === 0 ? fc.constant(null) : fc.option(fc.array(step, { minLength: width, maxLength: width }));
  const tenth = fc.integer({ min: -50_000, max: 100_000 }).map((value) => value / 10);
  const sample = fc.record<EmotionSample>(
    {
      atMs: fc.integer({ min: 0, max: 4_000_000_000 }).map((value) => value / 10),
      state: fc.constantFrom(...SAMPLE_STATES),
      raw: scores,
      smoothed: scores,
      label: width === 0 ? fc.constant(null) : fc.option(fc.constantFrom(...classes)),
      coverage: step,
      faceHeight: fc.option(fc.integer({ min: 0, max: 4_000 })),
      expressivity: fc.option(step, { nil: undefined }),
      box: fc.option(fc.option(fc.tuple(tenth, tenth, tenth.map(Math.abs), tenth.map(Math.abs))), { nil: undefined }),
    },
    { requiredKeys: ['atMs', 'state', 'raw', 'smoothed', 'label', 'coverage', 'faceHeight'] },
  );
  return fc.array(sample, { maxLength: 30 }).map((list) => ({
    classes,
    list: list.map(({ box, expressivity, ...rest }) => ({
      ...rest,
      ...(box !== undefined && { box }),
      ...(expressivity !== undefined && { expressivity }),
    })),
  }));
});
const listOf = (columns: SampleColumns) => Array.from({ length: columns.length }, (_, row) => columns.at(row));
const sample = (atMs: number): EmotionSample => ({
  atMs,
  state: 'ok',
  raw: [0.25, 0.75],
  smoothed: [0.3, 0.7],
  label: 'b',
  coverage: 0.9,
  faceHeight: 80,
});

describe('encoded samples', () => {
  it('come back as they were, one block or several', () => {
    fc.assert(
      fc.property(samples, fc.nat(30), ({ classes, list }, cut) => {
        const blocks = [list.slice(0, cut), list.slice(cut)].map((part) => encodeSamples(SampleColumns.of(classes, part)));
        expect(listOf(decodeSamples(Buffer.concat(blocks), classes))).toEqual(list);
      }),
    );
  });

  it('leave the scores of single frames behind where nobody needs them, but for the leading one', () => {
    fc.assert(
      fc.property(samples, ({ classes, list }) => {
        const whole = SampleColumns.of(classes, list);
        const lighter = decodeSamples(encodeSamples(whole, { rawScores: false }), classes);
        expect(listOf(lighter)).toEqual(list.map((one) => ({ ...one, raw: null })));
        expect([...lighter.rawLabel.subarray(0, lighter.length)]).toEqual([...whole.rawLabel.subarray(0, whole.length)]);
        expect([...lighter.rawScore.subarray(0, lighter.length)]).toEqual(
          list.map(({ raw }) => (raw === null ? 0 : Math.round(Math.max(...raw) * 10_000))),
        );
        expect([...whole.rawLabel.subarray(0, whole.length)]).toEqual(
          list.map(({ raw }) => (raw === null ? NO_LABEL : raw.indexOf(Math.max(...raw)))),
        );
      }),
    );
  });

  it('are rounded: times and boxes to a tenth, scores to a ten-thousandth, heights to a pixel', () => {
    const columns = SampleColumns.of(['a', 'b'], [{ ...sample(1.04), raw: [1 / 3, 2 / 3], faceHeight: 79.6, box: [10.44, 20.66, 30, 40] }]);
    expect(decodeSamples(encodeSamples(columns), ['a', 'b']).at(0)).toEqual({
      ...sample(1),
      raw: [0.3333, 0.6667],
      box: [10.4, 20.7, 30, 40],
    });
  });

  it.each([
    ['0101020214a01f304201ffd08c01bf3ea001a101882700f02e00', [0.25, 0.75]],
    ['0100020214a01f204201ff01ff98759775d08c01bf3ea001a101f02e00', null],
  ])('of version 1, before expressivity, are read: %s', (hex, raw) => {
    const none: EmotionSample = {
      ...sample(201),
      ...{ state: 'no-face', raw: null, smoothed: null, label: null, coverage: 0.5, faceHeight: null, box: null },
    };
    expect(listOf(decodeSamples(Buffer.from(hex, 'hex'), ['a', 'b']))).toEqual([{ ...sample(1), raw }, none]);
    // Rows of either version follow each other.
    const later = encodeSamples(SampleColumns.of(['a', 'b'], [{ ...sample(401), expressivity: 0.25 }]), { rawScores: raw !== null });
    expect(listOf(decodeSamples(Buffer.concat([Buffer.from(hex, 'hex'), later]), ['a', 'b'])).map((one) => one.expressivity)).toEqual([
      undefined,
      undefined,
      0.25,
    ]);
  });

  it('are refused where they are cut short, of other classes or of another version', () => {
    const bytes = encodeSamples(SampleColumns.of(['a', 'b'], [sample(1), sample(201)]));
    for (let length = 1; length < bytes.length; length++)
      expect(() => decodeSamples(bytes.subarray(0, length), ['a', 'b'])).toThrow(DamagedBytes);
    expect(() => decodeSamples(bytes, ['a', 'b', 'c'])).toThrow(DamagedBytes);
    expect(() => decodeSamples(Uint8Array.of(3, ...bytes.subarray(1)), ['a', 'b'])).toThrow(DamagedBytes);
  });

  it('are read or refused whatever the bytes, never taken for samples that cannot be', () => {
    const refusedOrWhole = (bytes: Uint8Array, classes: readonly string[]) => {
      let columns: SampleColumns;
      try {
        columns = decodeSamples(bytes, classes);
      } catch (error) {
        expect(error).toBeInstanceOf(DamagedBytes);
        return;
      }
      for (const { atMs, state, raw, smoothed, coverage, label } of listOf(columns)) {
        expect(SAMPLE_STATES).toContain(state);
        expect([atMs >= 0, coverage <= 1, label === null || classes.includes(label)]).toEqual([true, true, true]);
        for (const score of [...(raw ?? []), ...(smoothed ?? [])]) expect(score >= 0 && score <= 1).toBe(true);
      }
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        refusedOrWhole(Uint8Array.of(1, 1, ...bytes), ['a', 'b']);
      }),
    );
    fc.assert(
      fc.property(samples, fc.nat(), fc.nat(255), ({ classes, list }, place, value) => {
        const bytes = encodeSamples(SampleColumns.of(classes, list));
        bytes[place % bytes.length] = value;
        refusedOrWhole(bytes, classes);
      }),
    );
  });
});

describe('columns of samples', () => {
  it('take no sample that does not fit the classes', () => {
    expect(() => SampleColumns.of(['a', 'b', 'c'], [sample(1)])).toThrow(RangeError);
    expect(() => SampleColumns.of(['a', 'c'], [sample(1)])).toThrow(RangeError);
  });

  it('are joined, filtered and put in order without changing a sample', () => {
    fc.assert(
      fc.property(samples, fc.nat(30), ({ classes, list }, cut) => {
        const columns = SampleColumns.of(classes, list.slice(0, cut));
        columns.append(SampleColumns.of(classes, list.slice(cut)));
        expect(listOf(columns)).toEqual(list);
        expect(listOf(columns.filter((row) => row % 2 === 0))).toEqual(list.filter((_, row) => row % 2 === 0));
        expect(listOf(columns.inOrder())).toEqual([...list].sort((a, b) => a.atMs - b.atMs));
      }),
    );
  });

  it('take pauses from before the model was known', () => {
    const pause: EmotionSample = { atMs: 1, state: 'paused', raw: null, smoothed: null, label: null, coverage: 0, faceHeight: null };
    const columns = SampleColumns.of(['a', 'b'], [sample(0)]);
    columns.append(SampleColumns.of([], [pause]));
    columns.push(sample(2));
    expect(listOf(columns)).toEqual([sample(0), pause, sample(2)]);
  });

  it('are found by time', () => {
    const columns = SampleColumns.of(['a', 'b'], [sample(0), sample(200), sample(400)]);
    expect([-1, 0, 199, 200, 1_000].map((ms) => columns.indexAt(ms))).toEqual([-1, 0, 0, 1, 2]);
  });
});

it('writes whole numbers of either sign up to 2^52', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 })), (values) => {
      const writer = new VarintWriter(1);
      for (const value of values) writer.signed(value);
      const reader = new VarintReader(writer.finish());
      expect(values.map(() => reader.signed())).toEqual(values);
      expect(reader.left).toBe(0);
    }),
  );
});
