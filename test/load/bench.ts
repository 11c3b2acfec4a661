import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ABUSE_PARTS, measureAbuse } from './abuse/abuse.ts';
import { measureAnalyzers } from './analyzers/analyzers.ts';
import { measureDrafts } from './drafts/drafts.ts';
import { measureFaults } from './faults/faults.ts';
import { measureErase } from './erase/erase.ts';
import { measureCapacity } from './capacity.ts';
import { keep, machine, type Run } from './history.ts';
import { measureLoad, measureNodes } from './live/load.ts';
import { measureLive } from './live/live.ts';
import { measurePipeline } from './pipeline/pipeline.ts';
import { measureReception } from './reception.ts';
import { measureRecording } from './recording/recording.ts';
import { measureReview } from './review/review.ts';
import { measureSoak } from './soak.ts';
import { writeTables } from './tables.ts';
import { measureSpeech } from './speech/speech.ts';
import { measureTalking } from './talking/talking.ts';
import { measureTimelineFrames } from './timeline-frames.ts';

const USE = `Use: npm run bench -- live [--participants 1,4,8,16] [--seconds 40] [--fps 5]
     npm run bench -- capacity [--seconds 20] [--fps 5]
     npm run bench -- load [--participants 64] [--seconds 20] [--fps 5]    # participants: calls of two at most
     npm run bench -- load --nodes 2 [--calls 4] [--seconds 20]            # what that many servers carry of what one does
     npm run bench -- soak [--minutes 20] [--calls 4]
     npm run bench -- pipeline [--profiles call,light,accurate] [--seconds 10] [--video FILE]
     npm run bench -- analyzers [--participants 12] [--kills 6]
     npm run bench -- reception
     npm run bench -- recording [--profiles call,light,accurate]
     npm run bench -- talking [--video FILE,FILE] [--data DIR]
     npm run bench -- speech [--minutes 20] [--tuning]    # minutes: of silence, room noise and music, each
     npm run bench -- timeline [--seconds 10]
     npm run bench -- review [--hours 2,4] [--opens 20]
     npm run bench -- abuse [--rounds 200] [--messages 100000] [--parameters 10000] [--seed 1] [--parts consent,access,imports,malformed]
     npm run bench -- drafts
     npm run bench -- erase [--kills 50]
     npm run bench -- faults [--kills 20] [--seconds 420] [--only NAME,NAME]    # seconds: how long PostgreSQL and Redis are both away
     npm run bench -- tables        # the pages' tables from bench/history.jsonl
Each with --json, and with --keep to add the run to bench/history.jsonl.`;

const options = z.object({
  participants: z
    .string()
    .regex(/^\d+(,\d+)*$/)
    .transform((list) => list.split(',').map(Number))
    .pipe(z.array(z.int().min(1).max(250)))
    .optional(),
  seconds: z.coerce.number().int().min(5).max(3_600).optional(),
  fps: z.coerce.number().min(0.2).max(30).default(5),
  profiles: z
    .string()
    .default('call,light,accurate')
    .transform((list) => list.split(',')),
  video: z.string().optional(),
  data: z.string().optional(),
  hours: z
    .string()
    .regex(/^\d+(,\d+)*$/)
    .default('2,4')
    .transform((list) => list.split(',').map(Number))
    .pipe(z.array(z.int().min(1).max(24))),
  opens: z.coerce.number().int().min(1).max(1_000).default(20),
  rounds: z.coerce.number().int().min(1).max(100_000).default(200),
  messages: z.coerce.number().int().min(1).max(10_000_000).default(100_000),
  parameters: z.coerce.number().int().min(1).max(1_000_000).default(10_000),
  kills: z.coerce.number().int().min(0).max(10_000).optional(),
  nodes: z.coerce.number().int().min(2).max(8).optional(),
  calls: z.coerce.number().int().min(1).max(64).optional(),
  minutes: z.coerce.number().min(1).max(1_440).optional(),
  only: z.string().optional(),
  tuning: z.boolean().default(false),
  seed: z.coerce.number().int().default(1),
  parts: z
    .string()
    .default(ABUSE_PARTS.join())
    .transform((list) => list.split(','))
    .pipe(z.array(z.enum(ABUSE_PARTS))),
  keep: z.boolean().default(false),
  json: z.boolean().default(false),
});
type Options = z.infer<typeof options>;
type Bench = (options: Options) => Promise<object>;

const say = (line: string) => console.error(line);

const BENCHES: Record<string, Bench> = {
  live: async ({ participants = [1, 4, 8, 16], seconds = 40, fps }) => ({
    results: await inTurn(participants, (count) => measureLive(count, { seconds, samplesPerSecond: fps, say })),
  }),
  capacity: ({ seconds = 20, fps }) => measureCapacity({ seconds, samplesPerSecond: fps, say }),
  load: ({ participants: [most = 64] = [], seconds = 20, fps, nodes, calls = 4 }) => {
    const how = { seconds, samplesPerSecond: fps, say };
    return nodes === undefined ? measureLoad({ most, ...how }) : measureNodes(nodes, calls, how);
  },
  soak: ({ minutes = 20, calls = 4 }) => measureSoak({ minutes, calls, say }),
  analyzers: ({ participants: [participants = 12] = [], kills = 6 }) => measureAnalyzers({ participants, kills, say }),
  pipeline: async ({ profiles, seconds = 10, video }) => ({
    results: await inTurn(profiles, (profile) => measurePipeline(profile, { seconds, video })),
  }),
  reception: async () => ({ results: await measureReception(say) }),
  recording: ({ profiles }) => measureRecording(profiles, say),
  talking: async ({ data, video }) => ({ talking: await measureTalking({ data, videos: video?.split(',') ?? [] }) }),
  speech: async ({ minutes = 20, tuning }) => ({ results: await measureSpeech({ quietMinutes: minutes, tuning, say }) }),
  timeline: async ({ seconds }) => ({ results: await measureTimelineFrames({ seconds }) }),
  review: async ({ hours, opens }) => ({ results: await measureReview({ hours, opens, say }) }),
  abuse: ({ parts, rounds, messages, parameters, seed }) => measureAbuse({ parts, rounds, messages, parameters, seed, say }),
  drafts: () => measureDrafts(say),
  erase: ({ kills = 50 }) => measureErase({ kills, say }),
  faults: async ({ kills = 20, seconds = 420, only }) => ({
    faults: await measureFaults({ kills, awaySeconds: seconds, only: only?.split(',') ?? [], say }),
  }),
  tables: async () => ({ results: writeTables() }),
};

async function inTurn<Of, Result>(many: readonly Of[], measure: (one: Of) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const one of many) results.push(await measure(one));
  return results;
}

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      participants: { type: 'string' },
      seconds: { type: 'string' },
      fps: { type: 'string' },
      profiles: { type: 'string' },
      video: { type: 'string' },
      data: { type: 'string' },
      hours: { type: 'string' },
      opens: { type: 'string' },
      rounds: { type: 'string' },
      messages: { type: 'string' },
      parameters: { type: 'string' },
      kills: { type: 'string' },
      nodes: { type: 'string' },
      calls: { type: 'string' },
      minutes: { type: 'string' },
      only: { type: 'string' },
      seed: { type: 'string' },
      tuning: { type: 'boolean' },
      parts: { type: 'string' },
      keep: { type: 'boolean' },
      json: { type: 'boolean' },
    },
  });
  const parsed = options.safeParse(values);
  const name = positionals[0] ?? '';
  const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (positionals.length !== 1 || bench === undefined || !parsed.success) throw new Error(USE);
  const where = machine();
  const answer = await bench(parsed.data);
  // A table of its own: several servers against one.
  const keptAs = name === 'load' && parsed.data.nodes !== undefined ? 'nodes' : name;
  if (parsed.data.keep) keep(keptAs, process.argv.slice(3), where, answer as Run['answer']);
  if (parsed.data.json) console.log(JSON.stringify({ machine: where, ...answer }));
  else console.dir(answer, { depth: null });
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
