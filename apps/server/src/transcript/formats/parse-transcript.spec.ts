import { describe, expect, it } from 'vitest';
import { TranscriptFormatError } from './cue.ts';
import { parseTranscript } from './parse-transcript.ts';

describe('WebVTT', () => {
  it('reads voices, entities, settings and notes, with any line ends', () => {
    const { source, cues } = parseTranscript(
      '\uFEFFWEBVTT - a title\r\n\r\nNOTE nothing\r\n\r\nintro\r\n00:01.500 --> 00:03.000 align:start\r\n<v.loud Dr A>How are <i>you</i> &amp; yours?\r\n\r\n01:00:00.000 --> 01:00:01.000\r\n<v Jan>Well.</v>\r\n<v Dr A>Good.\r\n',
    );
    expect(source).toBe('webvtt');
    expect(cues).toEqual([
      { speaker: 'Dr A', text: 'How are you & yours?', startMs: 1_500, endMs: 3_000 },
      { speaker: 'Jan', text: 'Well.', startMs: 3_600_000, endMs: 3_601_000 },
      { speaker: 'Dr A', text: 'Good.', startMs: 3_600_000, endMs: 3_601_000 },
    ]);
  });

  it('takes a name before a colon, but not a part of a sentence', () => {
    const { cues } = parseTranscript(
      'WEBVTT\n\n00:00.000 --> 00:01.000\nJana Nováková: Dobrý den.\n\n00:01.000 --> 00:02.000\nand so I said: no way\n\n00:02.000 --> 00:03.000\nIt is 10:30 now',
    );
    expect(cues.map((cue) => cue.speaker)).toEqual(['Jana Nováková', '', '']);
  });
});

describe('SubRip', () => {
  it('reads numbers, commas and several lines', () => {
    expect(
      parseTranscript('1\n00:00:01,000 --> 00:00:02,500\nSPEAKER_00: One\ntwo\n\n2\n00:00:03,000 --> 00:00:04,000\n<i>Three</i>\n'),
    ).toMatchObject({
      source: 'srt',
      cues: [
        { speaker: 'SPEAKER_00', text: 'One two', startMs: 1_000, endMs: 2_500 },
        { speaker: '', text: 'Three', startMs: 3_000, endMs: 4_000 },
      ],
    });
  });
});

describe('Whisper', () => {
  it('reads segments, their words, and a confidence', () => {
    const { source, cues } = parseTranscript(
      JSON.stringify({
        task: 'transcribe',
        language: 'en',
        text: ' Hello.',
        segments: [
          {
            id: 0,
            start: 0.5,
            end: 1.25,
            text: ' Hello.',
            avg_logprob: -0.1,
            words: [{ word: ' Hello.', start: 0.5, end: 1.2, probability: 0.9 }],
          },
        ],
      }),
    );
    expect(source).toBe('whisper');
    expect(cues).toMatchObject([
      { text: 'Hello.', startMs: 500, endMs: 1_250, words: [{ text: 'Hello.', startMs: 500, endMs: 1_200, confidence: 0.9 }] },
    ]);
    expect(cues[0]?.confidence).toBeCloseTo(0.905);
  });
});

describe('what is no transcript', () => {
  it.each([
    ['nothing', ''],
    ['prose', 'Dear diary,\n\ntoday I spoke to Jan.'],
    ['a picture', '\u0089PNG\u0000\u0000'],
    ['bytes of another encoding', 'WEBVTT\n\n00:00.000 --> 00:01.000\n\uFFFDau'],
    ['an empty WebVTT', 'WEBVTT\n\n'],
    ['a WebVTT with wrong times', 'WEBVTT\n\n00:00.000 --> soon\nHi'],
    ['broken JSON', '{"segments": [{"start": 0'],
    ['other JSON', '{"results": []}'],
    ['negative times', '{"segments": [{"start": -4, "end": 1, "text": "x"}]}'],
    ['JSON of Deepgram', '{"results": {"utterances": []}}'],
    ['JSON nested too deep', `{"segments": ${'['.repeat(100)}${']'.repeat(100)}}`],
    ['a cue of a whole book', `WEBVTT\n\n00:00.000 --> 00:01.000\n${'word '.repeat(3_000)}`],
    ['an SRT with wrong times', '1\n00:00:01,000 --> 00:00:xx,500\nHi'],
  ])('%s is refused with a sentence', (_what, content) => {
    expect(() => parseTranscript(content)).toThrow(TranscriptFormatError);
  });
});
