import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mutate, type MutationName } from './mutate.ts';
import { Random } from './random.ts';
import { analyseTask, runTask, type Ending } from './recording-process.ts';
import { makeSeeds } from './seeds.ts';

export interface FuzzOptions {
  files: number;
  seed: number;
  /** Processes at once. */
  atOnce: number;
  /** For one file. */
  limitMs: number;
  onEnding?: (found: Found) => void;
}

/** What became of one damaged file; `number` and the seed make it again. */
export interface Found {
  number: number;
  extension: string;
  mutation: MutationName;
  bytes: number;
  ending: Ending;
}

export interface Damaged {
  number: number;
  extension: string;
  mutation: MutationName;
  bytes: Buffer;
}

/** Damaged videos, the same for the same seed. */
export function* damagedFiles(
  seeds: readonly { extension: string; bytes: Buffer }[],
  { files, seed }: { files: number; seed: number },
): Generator<Damaged> {
  for (let number = 0; number < files; number++) {
    // Each has a generator of its own, so that one can be made without those before it.
    const random = new Random(seed * 1_000_003 + number);
    const { extension, bytes } = seeds[number % seeds.length]!;
    const { name, bytes: damaged } = mutate(bytes, random);
    yield { number, extension, mutation: name, bytes: damaged };
  }
}

/** Damaged files through the process that analyses recordings, one process each. */
export async function fuzzRecordings({ files, seed, atOnce, limitMs, onEnding }: FuzzOptions): Promise<Found[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'attune-fuzz-'));
  try {
    const left = damagedFiles(await makeSeeds(folder), { files, seed });
    const found: Found[] = [];
    const work = async () => {
      for (const { number, extension, mutation, bytes } of left) {
        const file = path.join(folder, `${number}${extension}`);
        await writeFile(file, bytes);
        const one = { number, extension, mutation, bytes: bytes.length, ending: await runTask(analyseTask(file), limitMs) };
        await rm(file);
        found.push(one);
        onEnding?.(one);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return found.sort((a, b) => a.number - b.number);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How often each ending was. */
export function tally(found: readonly Found[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { ending } of found) {
    const name =
      ending.kind === 'failed'
        ? `failed: ${ending.code}`
        : ending.kind === 'done' && ending.notices.length > 0
          ? `done: ${ending.notices.join(', ')}`
          : ending.kind;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).sort(([, a], [, b]) => b - a));
}
