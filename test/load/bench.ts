import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { measureLive } from './live/live.ts';
import { measurePipeline } from './pipeline/pipeline.ts';
import { measureTimelineFrames } from './timeline-frames.ts';

const USE = `Use: npm run bench -- live [--json] [--participants 1,4,8,16] [--seconds 40] [--fps 5]
     npm run bench -- pipeline [--json] [--profiles light,accurate] [--seconds 10] [--video FILE]
     npm run bench -- timeline [--json] [--seconds 10]`;

const options = z.object({
  participants: z.string().regex(/^\d+(,\d+)*$/).default('1,4,8,16').transform((list) => list.split(',').map(Number)).pipe(z.array(z.int().min(1).max(64))),
  seconds: z.coerce.number().int().min(5).max(3_600).optional(),
  fps: z.coerce.number().min(0.2).max(30).default(5),
  profiles: z.string().default('light,accurate').transform((list) => list.split(',')),
  video: z.string().optional(),
  json: z.boolean().default(false),
});
type Options = z.infer<typeof options>;

const BENCHES: Record<string, (options: Options) => Promise<object[]>> = {
  live,
  pipeline,
  timeline: ({ seconds }) => measureTimelineFrames({ seconds }),
};
const say = (line: string) => console.error(line);

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { participants: { type: 'string' }, seconds: { type: 'string' }, fps: { type: 'string' }, profiles: { type: 'string' }, video: { type: 'string' }, json: { type: 'boolean' } },
  });
  const parsed = options.safeParse(values);
  const bench = BENCHES[positionals[0] ?? ''];
  if (positionals.length !== 1 || bench === undefined || !parsed.success) throw new Error(USE);
  // Whatever else runs on the machine is measured too, so it is told.
  const machine = { cores: availableParallelism(), cpu: cpus()[0]?.model ?? 'unknown', loadAverageBefore: Math.round((loadavg()[0] ?? 0) * 10) / 10 };
  const results = await bench(parsed.data);
  if (!parsed.data.json) console.log(results);
  if (parsed.data.json) console.log(JSON.stringify({ machine, results }));
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function live({ participants, seconds = 40, fps }: Options): Promise<object[]> {
  const results: object[] = [];
  for (const count of participants) results.push(await measureLive(count, { seconds, samplesPerSecond: fps, say }));
  return results;
}

async function pipeline({ profiles, seconds = 10, video }: Options): Promise<object[]> {
  const results: object[] = [];
  for (const profile of profiles) results.push(await measurePipeline(profile, { seconds, video }));
  return results;
}
