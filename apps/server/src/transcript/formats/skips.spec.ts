import { describe, expect, it } from 'vitest';
import { parseTranscript } from './parse-transcript.ts';

/** What is kept, and what is told: the line or part, and why. */
const read = (content: string) => {
  const { cues, skips } = parseTranscript(content);
  return { said: cues.map(({ text }) => text), skipped: skips.parts.map(({ line, part, why }) => [line ?? part, why]) };
};

describe('what is wrong in a file is skipped and told, and the rest is kept', () => {
  it('times that cannot be read, in WebVTT and SubRip', () => {
    expect(read('WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n\n00:02.000 --> 00:75.000\nTwo.\n\n00:04.000 --> 00:05.000\nThree.\n')).toEqual({
      said: ['One.', 'Three.'],
      skipped: [[6, 'times']],
    });
    expect(
      read(
        '1\n00:00:01,000 --> 00:00:02,000\nOne.\n\n2\n00:00:02,000 --> soon\nTwo.\nMore of two.\n\n3\n00:00:04,000 --> 00:00:05,000\nThree.\n',
      ),
    ).toEqual({ said: ['One.', 'Three.'], skipped: [[6, 'times']] });
  });

  it('text that belongs to no times', () => {
    expect(
      read(
        'WEBVTT\nKind: captions\n\nNOTE\nNobody.\n\n00:01.000 --> 00:02.000\nOne.\n\nA second paragraph\nof two lines.\n\ncue-2\n00:03.000 --> 00:04.000\nTwo.\n\nThe end',
      ),
    ).toEqual({
      said: ['One.', 'Two.'],
      skipped: [
        [10, 'no-times'],
        [11, 'no-times'],
        [17, 'no-times'],
      ],
    });
    expect(read('My export\n\n1\n00:00:01,000 --> 00:00:02,000\nOne.\n\nA second paragraph.\n')).toEqual({
      said: ['One. A second paragraph.'],
      skipped: [[1, 'no-times']],
    });
  });

  it('parts of JSON, and single words, whose text stays', () => {
    const segments = [
      { start: 0, end: 1, text: 'a' },
      { start: 'soon', text: 'b' },
      { start: 2, end: 3, text: 'c', words: [{ word: 'c', start: {} }] },
      null,
    ];
    expect(read(JSON.stringify({ segments }))).toEqual({
      said: ['a', 'c'],
      skipped: [
        ['segments.1.start', 'shape'],
        ['segments.3', 'shape'],
        ['segments.2.words.0.start', 'shape'],
      ],
    });
  });

  it('is an error where nothing is left, and where too much is wrong', () => {
    expect(() => parseTranscript('WEBVTT\n\n00:01.000 --> 99\nOne.')).toThrow(/line 3 \("00:01\.000 --> 99"\)/);
    expect(() => parseTranscript(JSON.stringify({ segments: [{ start: 'soon', text: 'b' }] }))).toThrow(/segments\.0\.start/);
    const wrong = Array.from({ length: 2_000 }, () => '00:01.000 --> 00:99.000\nNo.\n').join('\n');
    expect(() => parseTranscript(`WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n\n${wrong}`)).toThrow(/More than 1000 parts/);
  });

  it('tells twenty, and counts all', () => {
    const wrong = Array.from({ length: 50 }, () => '00:01.000 --> 00:99.000\nNo.\n').join('\n');
    const { skips } = parseTranscript(`WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n\n${wrong}`);
    expect([skips.count, skips.parts.length]).toEqual([50, 20]);
  });
});
