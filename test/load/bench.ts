import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { measureLive } from './live/live.ts';
import { measureTimelineFrames } from './timeline-frames.ts';

const USE = `Use: npm run bench -- live [--json] [--participants 1,4,8,16] [--seconds 40] [--fps 5]
     npm run bench -- timeline [--json] [--seconds 10]`;

const options = z.object({
  participants: z.string().regex(/^\d+(,\d+)*$/).default('1,4,8,16').transform((list) => list.split(',').map(Number)).pipe(z.array(z.int().min(1).max(64))),
  seconds: z.coerce.number().int().min(5).max(3_600).optional(),
  fps: z.coerce.number().min(0.2).max(30).default(5),
  json: z.boolean().default(false),
});

const NAMES = ['live', 'timeline'];
const say = (line: string) => console.error(line);

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { participants: { type: 'string' }, seconds: { type: 'string' }, fps: { type: 'string' }, json: { type: 'boolean' } },
  });
  const parsed = options.safeParse(values);
  if (positionals.length !== 1 || !NAMES.includes(positionals[0] ?? '') || !parsed.success) throw new Error(USE);
  // Whatever else runs on the machine is measured too, so it is told.
  const machine = { cores: availableParallelism(), cpu: cpus()[0]?.model ?? 'unknown', loadAverageBefore: Math.round((loadavg()[0] ?? 0) * 10) / 10 };
  const results = positionals[0] === 'live' ? await live(parsed.data) : await measureTimelineFrames({ seconds: parsed.data.seconds });
  if (!parsed.data.json) console.log(results);
  if (parsed.data.json) console.log(JSON.stringify({ machine, results }));
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function live({ participants, seconds = 40, fps }: z.infer<typeof options>): Promise<object[]> {
  const results: object[] = [];
  for (const count of participants) results.push(await measureLive(count, { seconds, samplesPerSecond: fps, say }));
  return results;
}
