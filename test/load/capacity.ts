import { type LiveResult, type LiveOptions, measureLive } from './live/live.ts';

/** Beyond these a call's indicators are no longer live. */
const [WORST_LATENCY_MS, LEAST_FPS] = [1_000, 3];
/** Sixty-four participants have filled any machine that the generator can share with the server. */
const MOST = 64;
/** The answer is right to so many participants. */
const EXACT_TO = 2;

/** How many participants a machine serves, and what each number of them cost on the way there. */
export async function measureCapacity(options: LiveOptions): Promise<{ maxParticipants: number; results: LiveResult[] }> {
  const results: LiveResult[] = [];
  const fits = async (participants: number): Promise<boolean> => {
    const result = await measureLive(participants, options);
    results.push(result);
    return isLive(result);
  };
  let [fitting, failing] = [0, MOST + 1];
  for (let next = 1; next <= MOST && failing > MOST; next *= 2) {
    if (await fits(next)) fitting = next;
    else failing = next;
  }
  while (failing <= MOST && failing - fitting > EXACT_TO) {
    const middle = (fitting + failing) >> 1;
    if (await fits(middle)) fitting = middle;
    else failing = middle;
  }
  return { maxParticipants: fitting, results: results.sort((a, b) => a.participants - b.participants) };
}

function isLive({ rawLatencyMs: { p95 }, fpsOfEach, droppedCalls }: LiveResult): boolean {
  return p95 !== null && p95 <= WORST_LATENCY_MS && fpsOfEach.least >= LEAST_FPS && droppedCalls === 0;
}
