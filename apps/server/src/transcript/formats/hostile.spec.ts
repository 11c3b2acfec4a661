import { describe, expect, it } from 'vitest';
import { linesOf } from './lines.ts';
import { TranscriptFormatError } from './cue.ts';
import { parseTranscript } from './parse-transcript.ts';

const MILLION = 1_000_000;
const vtt = (text: string) => `WEBVTT\n\n00:00.000 --> 00:01.000\n${text}\n`;
const cue = (i: number) => `00:00:00.${String(i % 1000).padStart(3, '0')} --> 00:00:01.000\nx\n\n`;

/** Reads it, or refuses it with a sentence. What takes quadratic time on any of these takes minutes or hours and so runs into the test's time limit. */
describe('takes time in proportion to the length of', () => {
  it.each([
    ['brackets that open', vtt('<'.repeat(5 * MILLION))],
    ['brackets that open, in lines', vtt('<v '.repeat(10_000))],
    [
      'brackets that open over many cues',
      `WEBVTT\n\n${Array.from({ length: 400 }, (_, i) => `${cue(i).trimEnd()}${'<c '.repeat(10_000)}`).join('\n\n')}`,
    ],
    ['brackets that close', vtt('>'.repeat(5 * MILLION))],
    ['empty lines', `WEBVTT\n\n${'\n'.repeat(10 * MILLION)}`],
    ['empty lines of blanks', `1\n00:00:01,000 --> 00:00:02,000\nx${'\n \t'.repeat(3 * MILLION)}`],
    ['blanks', vtt(`a${' '.repeat(10 * MILLION)}b`)],
    ['blanks before an arrow', `WEBVTT\n\n${`${' '.repeat(50_000)}-->\n`.repeat(200)}`],
    ['digits before an arrow', `${`${'1'.repeat(50_000)} --> ${'2'.repeat(50_000)}\n`.repeat(100)}`],
    ['arrows', `1\n${'-->'.repeat(4 * MILLION)}`],
    ['carriage returns', `WEBVTT${'\r'.repeat(10 * MILLION)}`],
    ['ampersands', vtt('&'.repeat(39_000))],
    [
      'ampersands over many cues',
      `WEBVTT\n\n${Array.from({ length: 400 }, (_, i) => `${cue(i).trimEnd()}${'&#x'.repeat(10_000)}`).join('\n\n')}`,
    ],
    [
      'lines that repeat',
      `WEBVTT\n\n${Array.from({ length: 300 }, (_, i) => `${cue(i).trimEnd()}\n<00:01>${'y\n'.repeat(15_000)}`).join('\n')}`,
    ],
    ['classes of a voice', vtt(`<v${'.a'.repeat(15_000)}`)],
    ['names', vtt(`${'Aa '.repeat(10_000)}: x`)],
    ['a million cues', `WEBVTT\n\n${cue(1).repeat(MILLION / 2)}`],
    ['a million numbered cues', '1\n00:00:01,000 --> 00:00:02,000\n'.repeat(MILLION / 2)],
    ['JSON that only opens', '['.repeat(20 * MILLION)],
    ['JSON that opens in a segment', `{"segments": [{"text": ${'{"a":'.repeat(3 * MILLION)}`],
    ['strings that never end', `{"segments": ["${'\\"'.repeat(8 * MILLION)}`],
    ['numbers that are none', `[${'NaN,'.repeat(4 * MILLION)}1]`],
    ['a million segments', `{"segments": [${'{},'.repeat(5 * MILLION)}{}]}`],
    [
      'a million words',
      `{"segments": [{"start": 0, "end": 1, "text": "x"}], "words": [${'{"word":"a","start":0,"end":1},'.repeat(500_000)}{"word":"a"}]}`,
    ],
    ['a million words of Deepgram', `{"results": {"channels": [{"alternatives": [{"words": [${'{},'.repeat(MILLION)}{}]}]}]}}`],
    ['a million words of AssemblyAI', `{"status": "completed", "words": [${'{"text":"a","start":1,"end":1},'.repeat(490_000)}{}]}`],
    ['a million times', '[0:01] x\n'.repeat(MILLION / 2)],
    ['one time and a million lines', `Jana Malá  0:01\n${'x: y\n'.repeat(MILLION / 2)}`],
    ['a time that stands alone above a million lines', `0:01\n${'x\n'.repeat(MILLION / 2)}`],
    ['times that are nearly some', `0:01 x\n${`${'1:'.repeat(25_000)}\n`.repeat(300)}`],
    ['a line that nearly is a name', `0:01 x\n${`${'A '.repeat(25_000)}0:01\n`.repeat(300)}`],
    ['text that belongs to no times', `WEBVTT\n\n00:00.000 --> 00:01.000\nx\n\n${'y\n\n'.repeat(MILLION / 2)}`],
    ['more than is taken', 'x'.repeat(24 * MILLION)],
  ])(
    '%s',
    (_what, content) => {
      try {
        expect(parseTranscript(content).cues.length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(TranscriptFormatError);
      }
    },
    20_000,
  );

  it('words that every segment could have', () => {
    const segments = Array.from({ length: 20_000 }, () => ({ start: 0, end: 1_000, text: 'x' }));
    const words = Array.from({ length: 100_000 }, () => ({ word: 'a', start: 1, end: 2 }));
    expect(() => parseTranscript(JSON.stringify({ segments, words }))).toThrow(TranscriptFormatError);
  }, 20_000);
});

it('splits lines as any system ends them', () => {
  expect([...linesOf('a\r\nb\rc\n\nd\r')]).toEqual(['a', 'b', 'c', '', 'd']);
});
