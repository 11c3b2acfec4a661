/**
 * Damaged videos through the process that analyses recordings, one process each: nothing may hang, and each must end as done or as failed with a
 * sentence. A process that crashes costs its own file only, but is told. Run: `node scripts/with-node.mjs test/fuzz/recordings.ts
 * [--files 500] [--seed 1] [--only NUMBER --keep FILE]`; the last writes one of the files, to look at it.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { damagedFiles, fuzzRecordings, tally } from './fuzz.ts';
import { makeSeeds } from './seeds.ts';

const LIMIT_MS = 60_000;

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    keep: { type: 'string' },
  },
});
const [files, seed] = [Number(values.files), Number(values.seed)];

if (values.only !== undefined && values.keep !== undefined) {
  const folder = await mkdtemp(path.join(tmpdir(), 'attune-fuzz-'));
  const wanted = Number(values.only);
  for (const { number, bytes } of damagedFiles(await makeSeeds(folder), { files: wanted + 1, seed }))
    if (number === wanted) await writeFile(values.keep, bytes);
  await rm(folder, { recursive: true });
  process.exit(0);
}

let done = 0;
const found = await fuzzRecordings({
  files,
  seed,
  atOnce: availableParallelism(),
  limitMs: LIMIT_MS,
  onEnding: ({ number, extension, mutation, ending }) => {
    if (++done % 50 === 0) console.error(`${done} of ${files}`);
    if (ending.kind === 'crashed' || ending.kind === 'hung')
      console.error(
        `#${number} (${mutation} of ${extension}) ${ending.kind} after ${ending.ms} ms${ending.kind === 'crashed' ? `: ${ending.how}` : ''}`,
      );
  },
});
const times = found.map(({ ending }) => ending.ms).sort((a, b) => a - b);
console.log(JSON.stringify({ files, seed, endings: tally(found), ms: { median: times[times.length >> 1], most: times.at(-1) } }, null, 2));
process.exit(found.some(({ ending }) => ending.kind === 'hung' || (ending.kind === 'failed' && ending.message.trim() === '')) ? 1 : 0);
