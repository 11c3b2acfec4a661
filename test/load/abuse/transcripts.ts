/** A transcript as somebody might upload it. */
export interface Upload {
  name: string;
  content: string;
}

const HOUR_MS = 3_600_000;
const WORDS = [
  'and',
  'then',
  'the',
  'morning',
  'was',
  'quiet',
  'I',
  'slept',
  'better',
  'than',
  'before',
  'but',
  'not',
  'every',
  'night',
  'so',
  'we',
  'talked',
  'about',
  'it',
];

const clock = (ms: number) => new Date(ms).toISOString().slice(11, 23);
const vtt = (cues: string) => `WEBVTT\n\n${cues}`;
const cue = (index: number, text: string, spacingMs = 10) =>
  `${clock(index * spacingMs)} --> ${clock(index * spacingMs + spacingMs)}\n${text}\n\n`;

/** What Whisper writes of three hours, every word with its times. */
function honestWhisper(): Upload {
  const segments = [];
  for (let startMs = 0, id = 0; startMs < 3 * HOUR_MS; startMs += 4_000, id++) {
    const words = Array.from({ length: 10 }, (_, index) => ({
      word: ` ${WORDS[(id * 7 + index) % WORDS.length]}`,
      start: startMs / 1_000 + index * 0.35,
      end: startMs / 1_000 + index * 0.35 + 0.3,
      probability: 0.93,
    }));
    segments.push({
      id,
      seek: 0,
      start: startMs / 1_000,
      end: startMs / 1_000 + 3.6,
      text: words.map(({ word }) => word).join(''),
      tokens: [50_364, 400, 550],
      temperature: 0,
      avg_logprob: -0.2,
      compression_ratio: 1.4,
      no_speech_prob: 0.01,
      words,
    });
  }
  return {
    name: 'honest Whisper file of 3 h',
    content: JSON.stringify({ text: segments.map(({ text }) => text).join(''), segments, language: 'en' }),
  };
}

function honestVtt(): Upload {
  const cues = Array.from({ length: (3 * HOUR_MS) / 3_000 }, (_, index) =>
    cue(index, `<v Jan Novák>${WORDS.slice(index % 9, 9 + (index % 9)).join(' ')}</v>`, 3_000),
  );
  return { name: 'honest WebVTT file of 3 h', content: vtt(cues.join('')) };
}

/** Each takes a reader that goes back over what it has read a time that grows with the square of the file, or more memory than it is worth. */
function hostile(): Upload[] {
  const times = '00:00.000 --> 00:01.000\n';
  return [
    { name: '60 kB of <', content: vtt(times + '<'.repeat(60_000)) },
    { name: '160 kB of <v ', content: vtt(times + '<v '.repeat(53_000)) },
    { name: '160 kB of &', content: vtt(times + '&'.repeat(160_000)) },
    { name: '160 kB of &amp without an end', content: vtt(times + '&amp'.repeat(40_000)) },
    { name: '2 MB of blanks', content: vtt(times + ' '.repeat(2_000_000)) },
    { name: '2 MB of line ends', content: vtt(times + '\n'.repeat(2_000_000)) },
    { name: '2 MB of carriage returns', content: vtt('\r'.repeat(2_000_000)) },
    { name: '1 MB of digits as a time', content: vtt(`${'0'.repeat(1_000_000)}:00.000 --> 00:01.000\nHi`) },
    { name: '1 MB of arrows', content: vtt('--> '.repeat(250_000)) },
    { name: '1 MB of speakers', content: vtt(`${times}${'A: '.repeat(330_000)}`) },
    { name: 'SRT of 2 MB without a blank line', content: `1\n00:00:00,000 --> 00:00:01,000\n${'x\n'.repeat(1_000_000)}` },
    {
      name: 'half a million cues',
      content: vtt(
        Array.from({ length: 500_000 }, (_, index) => cue(index, 'a', 1))
          .join('')
          .slice(0, 19_000_000),
      ),
    },
    { name: '19 MB in one line', content: vtt(times + 'x'.repeat(19_000_000)) },
    { name: 'JSON 500,000 deep', content: '['.repeat(500_000) },
    { name: 'JSON objects 300,000 deep', content: '{"segments":'.repeat(300_000) },
    {
      name: 'Whisper file with a million words',
      content: JSON.stringify({
        segments: [{ start: 0, end: 1, text: 'x', words: Array.from({ length: 300_000 }, () => ({ word: 'x', start: 0, end: 1 })) }],
      }),
    },
    { name: 'Whisper file with a long number', content: `{"segments":[{"start":${'1'.repeat(1_000_000)},"end":2,"text":"x"}]}` },
    { name: 'U+0000 and lone surrogates', content: vtt(`${times}\u0000\ud800\u202e${'\ud83d'.repeat(50_000)}`) },
  ];
}

export function uploads(): Upload[] {
  return [honestWhisper(), honestVtt(), ...hostile()];
}
