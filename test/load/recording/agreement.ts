/**
 * Whether a recorded video gets the labels that it would get in a call: `node test/load/recording/agreement.ts VIDEO... [--profile light]
 * [--every 5] [--call]`. The live path is tap, sampler and pipeline of a call, fed the decoded pictures; with `--call` it is a whole server with a real
 * SFU, to which the video is sent in real time as a camera of 640×360 or so. Prints a line a video; exit code 1 where one has less than 95 %.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runAnalyze } from '../../media/run-analyze.ts';
import { callSamples } from './agreement/call-samples.ts';
import { agreementOf, type Labelled } from './agreement/compare.ts';
import { mainFace, readEmotionsCsv } from './agreement/emotions-csv.ts';
import { liveSamples } from './agreement/live-samples.ts';

const BAR = 0.95;

const { values, positionals: videos } = parseArgs({
  allowPositionals: true,
  options: {
    profile: { type: 'string', default: 'light' },
    every: { type: 'string', default: '5' },
    call: { type: 'boolean', default: false },
  },
});
const { profile, call } = values;
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

let below = 0;
for (const video of videos) {
  const { live, recorded, toleranceMs } = call ? await throughACall(video) : await throughThePipeline(video);
  const { compared, share, labelled, shareOfLabelled, unmatched, differences } = agreementOf(live, recorded, toleranceMs);
  if (shareOfLabelled < BAR) below++;
  console.log(
    `${path.basename(video)}, ${profile}${call ? ', a call' : ''}: ${percent(share)} of ${compared} samples, ${percent(shareOfLabelled)} of ${labelled} with a label; ${unmatched} without a sample at their time`,
  );
  for (const { atMs, live: inCall, recorded: inFile } of differences)
    console.log(`  ${(atMs / 1_000).toFixed(2)} s: ${inCall ?? '–'} live, ${inFile ?? '–'} recorded`);
}
process.exit(below === 0 ? 0 : 1);

interface Both {
  live: Labelled[];
  recorded: Labelled[];
  toleranceMs: number;
}

async function throughThePipeline(video: string): Promise<Both> {
  const everyNth = Number(values.every);
  return { live: await liveSamples(video, { profile, everyNth }), recorded: await recordedLabels(video, everyNth), toleranceMs: 1 };
}

async function throughACall(video: string): Promise<Both> {
  const { samples, frameMs } = await callSamples(video, { profile, say: (line) => console.error(line) });
  // A call chooses its own frames; here there is a sample for each.
  return { live: samples, recorded: await recordedLabels(video, 1), toleranceMs: frameMs };
}

async function recordedLabels(video: string, everyNth: number): Promise<Labelled[]> {
  const out = await mkdtemp(path.join(tmpdir(), 'attune-agreement-'));
  try {
    const ran = await runAnalyze([video, '--profile', profile, '--every', String(everyNth), '--out', out, '--no-annotated']);
    if (ran.code !== 0) throw new Error(ran.stderr);
    return mainFace(readEmotionsCsv(path.join(out, 'emotions.csv'))).map(({ timeMs, label }) => ({ atMs: timeMs, label }));
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
