import { describe, expect, it } from 'vitest';
import { parseTranscript } from './parse-transcript.ts';

/** `[startMs, endMs, speaker, text]` of each cue. */
const read = (content: string, isName?: (name: string) => boolean) =>
  parseTranscript(content, isName).cues.map(({ startMs, endMs, speaker, text }) => [startMs, endMs, speaker, text]);
const said = (content: string) => read(content).map(([, , speaker, text]) => [speaker, text]);
const vtt = (...texts: string[]) => `WEBVTT\n\n${texts.map((text, i) => `00:0${i}.000 --> 00:0${i}.500\n${text}`).join('\n\n')}\n`;
const json = (value: unknown) => JSON.stringify(value);

describe('WebVTT as programs write it', () => {
  const cues = '00:01.000 --> 00:02.000\nDobrý den.\n\n00:03.000 --> 00:04.000\nHow are you?\n';
  const expected = [
    [1_000, 2_000, '', 'Dobrý den.'],
    [3_000, 4_000, '', 'How are you?'],
  ];

  it.each([
    ['no empty line below the header', `WEBVTT\n${cues}`],
    ['a blank below the header', `WEBVTT\n \n${cues}`],
    ['empty lines above it', `\n\n\uFEFF\nWEBVTT\n\n${cues}`.replace('\uFEFF', '')],
    ['a header in lower case', `webvtt\n\n${cues}`],
    ['header lines', `WEBVTT\nKind: captions\nLanguage: cs\n\n${cues}`],
    ['no empty line between cues', `WEBVTT\n\n${cues.replace('\n\n', '\n')}`],
    ['no space around the arrow', `WEBVTT\n\n${cues.replaceAll(' --> ', '-->')}`],
    ['no fraction', `WEBVTT\n\n${cues.replaceAll('.000', '')}`],
    ['old Mac line ends', `WEBVTT\n\n${cues}`.replaceAll('\n', '\r')],
    ['identifiers', `WEBVTT\n\na-1\n${cues.replace('\n\n', '\n\nb-2\n')}`],
    ['a style sheet and a note', `WEBVTT\n\nSTYLE\n::cue { color: red }\n\nNOTE\n00:00.000 --> 00:00.500\nnobody said this\n\n${cues}`],
  ])('with %s', (_what, content) => {
    expect(read(content)).toEqual(expected);
  });

  it('reads the unpadded times of Teams, where .70 are 70 ms', () => {
    expect(read('WEBVTT\n\n0:0:1.70 --> 0:0:2.5\n<v Eva Malá>Ano.</v>\n\n0:12:10.9 --> 0:12:11.250\n<v Eva Malá>Ne.</v>')).toEqual([
      [1_070, 2_005, 'Eva Malá', 'Ano.'],
      [730_009, 731_250, 'Eva Malá', 'Ne.'],
    ]);
    expect(read('WEBVTT\n\n00:00:01.5 --> 00:00:02.25\nPadded.')).toEqual([[1_500, 2_250, '', 'Padded.']]);
  });

  it('lets a cue that ends before it starts end when it starts', () => {
    expect(read('WEBVTT\n\n00:05.000 --> 00:04.990\nRounded.\n\n00:06.000 --> 00:07.000\nFine.')).toEqual([
      [5_000, 5_000, '', 'Rounded.'],
      [6_000, 7_000, '', 'Fine.'],
    ]);
  });

  it('reads the character references of HTML', () => {
    expect(said(vtt('P&aacute;r kapek &ndash; it&#x2019;s &#53;&nbsp;&percnt; &amp;lt; &unknown; AT&T'))).toEqual([
      ['', 'Pár kapek – it’s 5 % &lt; &unknown; AT&T'],
    ]);
  });

  it('keeps what stands in brackets and is no tag', () => {
    expect(said(vtt('K <3.5 mmol> and <i>CRP</i> <o2 was 91> fell', 'if a < b and c > d'))).toEqual([
      ['', 'K <3.5 mmol> and CRP <o2 was 91> fell'],
      ['', 'if a < b and c > d'],
    ]);
  });

  it('tells the voices of a cue apart', () => {
    expect(said(vtt('- <v Eva>Ano?\n- <v.low.x Mary &amp; Bob>Ne.</v> Nobody.'))).toEqual([
      ['Eva', 'Ano?'],
      ['Mary & Bob', 'Ne.'],
      ['', 'Nobody.'],
    ]);
  });

  it('shows captions that roll once', () => {
    const rolling =
      'WEBVTT\n\n00:00.000 --> 00:01.000\n \none<00:00.500><c> two</c>\n\n00:01.000 --> 00:01.010\none two\n \n\n00:01.010 --> 00:02.000\none two\nthree<00:01.500><c> four</c>\n';
    expect(read(rolling)).toEqual([
      [0, 1_000, '', 'one two'],
      [1_010, 2_000, '', 'three four'],
    ]);
    expect(said(vtt('yes', 'yes'))).toHaveLength(2);
  });
});

describe('SubRip as programs write it', () => {
  it.each([
    ['an empty line below the times', '1\n00:00:01,000 --> 00:00:02,000\n\nOne.\n\n2\n00:00:03,000 --> 00:00:04,000\nTwo.\n'],
    ['no empty line between cues', '1\n00:00:01,000 --> 00:00:02,000\nOne.\n2\n00:00:03,000 --> 00:00:04,000\nTwo.\n'],
    ['no numbers, and a dot', '00:00:01.000 --> 00:00:02.000\nOne.\n\n00:00:03.000 --> 00:00:04.000\nTwo.\n'],
    [
      'a cue that says nothing',
      '1\n00:00:01,000 --> 00:00:02,000\nOne.\n\n2\n00:00:02,000 --> 00:00:03,000\n\n3\n00:00:03,000 --> 00:00:04,000\nTwo.\n',
    ],
    [
      'tags and placement',
      '1\n00:00:01,000 --> 00:00:02,000\n{\\an8}<font color="#fff"><b>One.</b></font>\n\n2\n00:00:03,000 --> 00:00:04,000\n<u>Two.</u>\n',
    ],
  ])('with %s', (_what, content) => {
    expect(read(content)).toEqual([
      [1_000, 2_000, '', 'One.'],
      [3_000, 4_000, '', 'Two.'],
    ]);
  });

  it('keeps numbers that were said, arrows, and anything in brackets that is no tag of it', () => {
    expect(
      said(
        '1\n00:00:01,000 --> 00:00:02,000\nHow many?\n93\n\n2\n00:00:03,000 --> 00:00:04,000\nA --> B, <c.red>, K<3>, AT&T &amp; &eacute;',
      ),
    ).toEqual([
      ['', 'How many? 93'],
      ['', 'A --> B, <c.red>, K<3>, AT&T & &eacute;'],
    ]);
  });
});

describe('JSON of Whisper and its relatives', () => {
  it.each([
    [
      'a list of segments',
      json([
        { start: 0, end: 1, text: ' One.' },
        { start: 1, end: 2, text: ' Two.' },
      ]),
    ],
    [
      'chunks of Hugging Face',
      json({
        text: '',
        chunks: [
          { timestamp: [0, 1], text: ' One.' },
          { timestamp: [1, 2], text: ' Two.' },
        ],
      }),
    ],
    [
      'whisper.cpp',
      json({
        transcription: [
          { offsets: { from: 0, to: 1_000 }, text: ' One.' },
          { offsets: { from: 1_000, to: 2_000 }, text: ' Two.' },
        ],
      }),
    ],
    [
      'times as text, and a start before the file',
      json({
        segments: [
          { start: '-0.02', end: '1.00', text: 'One.' },
          { start: '1.0', end: '2', text: 'Two.' },
        ],
      }),
    ],
    [
      'NaN and infinities',
      '{"text": "NaN \\" NaN", "segments": [{"start": 0, "end": 1, "text": "One.", "avg_logprob": NaN}, {"start": 1, "end": 2, "text": "Two.", "avg_logprob": -Infinity}]}',
    ],
  ])('%s', (_what, content) => {
    expect(read(content)).toEqual([
      [0, 1_000, '', 'One.'],
      [1_000, 2_000, '', 'Two.'],
    ]);
  });

  it('takes a missing end, speakers that are numbers, and words without times or scores', () => {
    const { cues } = parseTranscript(
      json({
        segments: [
          { start: 0.5, end: null, text: 'Hi 5', speaker: 0, words: [{ word: 'Hi', start: 0.5, end: 0.7, score: null }, { word: '5' }] },
        ],
      }),
    );
    expect(cues).toEqual([{ speaker: '0', startMs: 500, endMs: 500, text: 'Hi 5', words: [{ text: 'Hi', startMs: 500, endMs: 700 }] }]);
  });

  it('shares words that are listed apart out among the segments', () => {
    const { cues } = parseTranscript(
      json({
        segments: [
          { start: 0, end: 1, text: 'a b' },
          { start: 1, end: 2, text: 'c' },
        ],
        words: [
          { word: 'a', start: 0, end: 0.5 },
          { word: 'b', start: 0.5, end: 1 },
          { word: 'c', start: 1, end: 2 },
          { word: 'd', start: 5, end: 6 },
        ],
      }),
    );
    expect(cues.map((cue) => cue.words?.map((word) => word.text))).toEqual([['a', 'b'], ['c']]);
  });

  it('keeps the replacement characters that Whisper writes', () => {
    expect(said(json([{ start: 0, end: 1, text: 'p\uFFFD\uFFFDi' }]))).toEqual([['', 'p\uFFFD\uFFFDi']]);
  });
});

describe('names before a colon', () => {
  it("are speakers after a captioner's mark, of several words, or numbered", () => {
    expect(said(vtt('&gt;&gt; JANA NOVÁKOVÁ: Ano.', '- Petr: Ne.', 'Jan van Malý: Ano.', 'SPEAKER_01: Ne.', '[Dr A]: Ano.'))).toEqual([
      ['JANA NOVÁKOVÁ', 'Ano.'],
      ['Petr', 'Ne.'],
      ['Jan van Malý', 'Ano.'],
      ['SPEAKER_01', 'Ne.'],
      ['Dr A', 'Ano.'],
    ]);
  });

  it('are said where they may be anything', () => {
    const lines = ['Blood pressure: 120 over 70.', 'Warning: not with milk.', 'Doses: two.', '[sighs]: Well.', 'At 10:30 then.'];
    expect(said(vtt(...lines))).toEqual(lines.map((line) => ['', line]));
  });

  it('of one word are speakers if the call has somebody of that name, or if two take turns', () => {
    expect(read(vtt('Jan: Ano.'), (name) => name === 'Jan')).toMatchObject([[0, 500, 'Jan', 'Ano.']]);
    expect(said(vtt('Eva: Ano.', 'Petr: Ne.', 'Eva: Proč?', 'Petr: Proto.'))).toMatchObject([
      ['Eva', 'Ano.'],
      ['Petr', 'Ne.'],
      ['Eva', 'Proč?'],
      ['Petr', 'Proto.'],
    ]);
  });
});

it('drops characters that no text should have', () => {
  expect(said(json([{ start: 0, end: 1, text: 'a\u0000b\u202Ec\uD800d\u0007' }]))).toEqual([['', 'abc\uFFFDd']]);
});
