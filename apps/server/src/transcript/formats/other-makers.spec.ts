import { describe, expect, it } from 'vitest';
import { parseTranscript } from './parse-transcript.ts';

const read = (file: unknown) => {
  const { source, cues, skips } = parseTranscript(typeof file === 'string' ? file : JSON.stringify(file));
  return { source, said: cues.map(({ startMs, endMs, speaker, text }) => [startMs, endMs, speaker, text]), skipped: skips.count };
};

describe('Deepgram', () => {
  const words = [
    { word: 'good', punctuated_word: 'Good', start: 0.1, end: 0.4, confidence: 0.9, speaker: 0 },
    { word: 'morning', punctuated_word: 'morning.', start: 0.5, end: 1.2, confidence: 0.8, speaker: 0 },
    { word: 'hello', punctuated_word: 'Hello.', start: 1.3, end: 1.8, confidence: 0.7, speaker: 1 },
  ];

  it('is read by its utterances', () => {
    const utterances = [
      { start: 0.1, end: 1.2, confidence: 0.98, channel: 0, transcript: 'Good morning.', speaker: 0, words: words.slice(0, 2) },
    ];
    const { cues } = parseTranscript(JSON.stringify({ metadata: {}, results: { channels: [], utterances } }));
    expect(cues).toEqual([
      {
        startMs: 100,
        endMs: 1_200,
        speaker: '0',
        text: 'Good morning.',
        confidence: 0.98,
        words: [
          { text: 'Good', startMs: 100, endMs: 400, confidence: 0.9 },
          { text: 'morning.', startMs: 500, endMs: 1_200, confidence: 0.8 },
        ],
      },
    ]);
  });

  it('is read by paragraphs, or by words, where it has no utterances', () => {
    const expected = [
      [100, 1_200, '0', 'Good morning.'],
      [1_300, 1_800, '1', 'Hello.'],
    ];
    expect(read({ results: { channels: [{ alternatives: [{ transcript: '…', words }] }] } })).toMatchObject({
      source: 'deepgram',
      said: expected,
    });
    const paragraphs = [
      { speaker: 0, sentences: [{ text: 'Good morning.', start: 0.1, end: 1.2 }] },
      { speaker: 1, sentences: [{ text: 'Hello.', start: 1.3, end: 1.8 }] },
    ];
    expect(read({ results: { channels: [{ alternatives: [{ words, paragraphs: { transcript: '', paragraphs } }] }] } }).said).toEqual(
      expected,
    );
  });

  it('takes channels for people where there are several', () => {
    const channel = (text: string, start: number) => ({ alternatives: [{ words: [{ word: text, start, end: start + 1 }] }] });
    expect(read({ results: { channels: [channel('a', 0), channel('b', 2)] } }).said).toEqual([
      [0, 1_000, '0', 'a'],
      [2_000, 3_000, '1', 'b'],
    ]);
  });
});

describe('AssemblyAI', () => {
  const words = [
    { text: 'Good', start: 100, end: 400, confidence: 0.9, speaker: 'A' },
    { text: 'morning.', start: 410, end: 1_200, confidence: 0.9, speaker: 'A' },
    { text: 'Hello.', start: 4_000, end: 4_500, confidence: 0.9, speaker: null },
  ];

  it('is read by utterances or sentences', () => {
    expect(
      read({ status: 'completed', words, utterances: [{ speaker: 'A', start: 100, end: 1_200, text: 'Good morning.', confidence: 0.9 }] }),
    ).toEqual({
      source: 'assemblyai',
      said: [[100, 1_200, 'A', 'Good morning.']],
      skipped: 0,
    });
    expect(read({ id: 'x', sentences: [{ text: 'Hello.', start: 4_000, end: 4_500, words: [] }] }).said).toEqual([
      [4_000, 4_500, '', 'Hello.'],
    ]);
  });

  it('is read by words where nobody was told apart', () => {
    expect(read({ status: 'completed', utterances: null, words }).said).toEqual([
      [100, 1_200, 'A', 'Good morning.'],
      [4_000, 4_500, '', 'Hello.'],
    ]);
  });
});

describe('text with times', () => {
  it.each([
    ['Otter', 'Jana Nováková  0:03\nGood morning.\nHow are you?\n\nPetr Malý  0:09\nFine, thanks.\n\nTranscribed by https://otter.ai\n'],
    ['Teams', 'Jana Nováková   0:03\r\nGood morning.\r\nHow are you?\r\n\r\nPetr Malý   0:09\r\nFine, thanks.\r\n'],
    ['Zoom', '[Jana Nováková] 00:00:03\nGood morning.\nHow are you?\n\n[Petr Malý] 00:00:09\nFine, thanks.\n'],
    ['names with times in brackets', 'Jana Nováková (00:03):\nGood morning. How are you?\nPetr Malý (00:09):\nFine, thanks.'],
    ['times in brackets before names', '[00:00:03] Jana Nováková: Good morning. How are you?\n[00:00:09] Petr Malý: Fine, thanks.'],
    ['times before names', '00:03 Jana Nováková: Good morning. How are you?\n00:09 - Petr Malý: Fine, thanks.'],
    ['Meet', '00:00:03\n\nJana Nováková: Good morning. How are you?\n\n00:00:09\n\nPetr Malý: Fine, thanks.'],
  ])('of %s', (_maker, content) => {
    expect(read(content)).toEqual({
      source: 'text',
      said: [
        [3_000, 4_820, 'Jana Nováková', 'Good morning. How are you?'],
        [9_000, 10_000, 'Petr Malý', 'Fine, thanks.'],
      ],
      skipped: 0,
    });
  });

  it.each([
    ['whisper.cpp prints', '[00:00:00.000 --> 00:00:02.500]   Good morning.\n[00:00:02.500 --> 00:00:04.000]   Thanks.\n'],
    ['Whisper has in its TSV', 'start\tend\ttext\n0\t2500\tGood morning.\n2500\t4000\tThanks.\n'],
    ['YouTube has in its SBV', '0:00:00.000,0:00:02.500\nGood morning.\n\n0:00:02.500,0:00:04.000\nThanks.\n'],
  ])('as %s', (_maker, content) => {
    expect(read(content)).toMatchObject({
      source: 'text',
      said: [
        [0, 2_500, '', 'Good morning.'],
        [2_500, 4_000, '', 'Thanks.'],
      ],
    });
  });

  it('keeps times that were said', () => {
    expect(
      read('Jana Nováková  0:03\nLet us meet at\n10:30 on Monday.\nSay Monday 9:15\n\nPetr Malý  0:30\n0:05 is too early.').said,
    ).toEqual([
      [3_000, 6_290, 'Jana Nováková', 'Let us meet at 10:30 on Monday. Say Monday 9:15'],
      [30_000, 31_260, 'Petr Malý', '0:05 is too early.'],
    ]);
  });

  it('tells the lines above the first time', () => {
    expect(read('Session 4\n\nJana Nováková  0:03\nGood morning.')).toMatchObject({ skipped: 1 });
  });

  it('is none where it has no times', () => {
    expect(() => read('Dear Dr Malý,\n\nthe patient is well.\n')).toThrow(/no transcript that Attune knows/);
  });
});

it('leaves lines of rolling SubRip out, and keeps what people say twice', () => {
  const at = (second: number) => `00:00:0${second},000 --> 00:00:0${second + 1},000`;
  const roll = ['a', 'a\nb', 'b\nc', 'c\nd'].map((text, i) => `${i + 1}\n${at(i)}\n${text}\n`).join('\n');
  expect(read(roll).said.map(([, , , text]) => text)).toEqual(['a', 'b', 'c', 'd']);
  const twice = ['Yes.', 'Yes.', 'Yes.\nReally.', 'No.'].map((text, i) => `${i + 1}\n${at(i)}\n${text}\n`).join('\n');
  expect(read(twice).said).toHaveLength(4);
});
