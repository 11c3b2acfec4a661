import { expect, it } from 'vitest';
import { parseTranscript } from './formats/parse-transcript.ts';
import { writtenTranscript } from './written-transcript.ts';

const SAID = [
  { speaker: 'Dr. Eva & Co', startMs: 0, endMs: 1_500, text: 'How do you\n\nsleep?' },
  { speaker: 'Jan <Novák>', startMs: 3_723_004, endMs: 3_725_000, text: 'If a < b --> c & "d".' },
  { speaker: '', startMs: 3_726_000, endMs: 3_726_000, text: 'Hm.' },
  { speaker: 'Jan', startMs: 4_000_000, endMs: 4_001_000, text: '  ' },
];

it('is WebVTT with voices', () => {
  expect(writtenTranscript(SAID, 'vtt')).toBe(
    'WEBVTT\n\n00:00:00.000 --> 00:00:01.500\n<v Dr. Eva &amp; Co>How do you sleep?\n\n' +
      '01:02:03.004 --> 01:02:05.000\n<v Jan &lt;Novák&gt;>If a &lt; b --&gt; c &amp; "d".\n\n01:02:06.000 --> 01:02:06.001\nHm.\n',
  );
});

it('is SubRip', () => {
  expect(writtenTranscript(SAID.slice(0, 1), 'srt')).toBe('1\n00:00:00,000 --> 00:00:01,500\nDr. Eva & Co: How do you sleep?\n');
});

it('is text with times', () => {
  expect(writtenTranscript(SAID, 'txt')).toBe(
    '[00:00:00] Dr. Eva & Co: How do you sleep?\n[01:02:03] Jan <Novák>: If a < b --> c & "d".\n[01:02:06] Hm.\n',
  );
});

it('is read again as what it was', () => {
  const said = SAID.slice(0, 3).map((one) => ({ ...one, text: one.text.replace(/\s+/g, ' ') }));
  const { cues } = parseTranscript(writtenTranscript(said, 'vtt'), () => true);
  expect(cues.map(({ speaker, startMs, text }) => ({ speaker, startMs, text }))).toEqual(
    said.map(({ speaker, startMs, text }) => ({ speaker, startMs, text })),
  );
});
