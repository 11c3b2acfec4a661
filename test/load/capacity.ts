import { type LiveResult, type LiveOptions, measureLive } from './live/live.ts';

/** Beyond these a call's indicators are no longer live. */
const [WORST_LATENCY_MS, LEAST_FPS] = [1_000, 3];
/** As many as have an address of their own on loopback (`clients.ts`). */
const MOST = 250;
const GROWTH = 4;
/** The answer is right to a fifth. */
const EXACT_TO = 1.2;

/** How many participants a machine serves, and what each number of them cost on the way there. */
export async function measureCapacity(options: LiveOptions): Promise<{ maxParticipants: number; results: LiveResult[] }> {
  const results: LiveResult[] = [];
  const fits = async (participants: number): Promise<boolean> => {
    try {
      const result = await measureLive(participants, options);
      results.push(result);
      return isLive(result);
    } catch (error) {
      // A machine that is too busy to join calls, too.
      options.say(`${participants} participants could not be measured: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  };
  let [fitting, failing] = [0, Infinity];
  for (let next = 1; failing === Infinity && fitting < MOST; next = Math.min(next * GROWTH, MOST)) {
    if (await fits(next)) fitting = next;
    else failing = next;
  }
  while (failing !== Infinity && failing > Math.max(fitting * EXACT_TO, fitting + 1)) {
    const middle = Math.max(fitting + 1, Math.round(Math.sqrt(fitting * failing)));
    if (await fits(middle)) fitting = middle;
    else failing = middle;
  }
  return { maxParticipants: fitting, results: results.sort((a, b) => a.participants - b.participants) };
}

function isLive({ rawLatencyMs: { p95 }, fpsOfEach, droppedCalls }: LiveResult): boolean {
  return p95 !== null && p95 <= WORST_LATENCY_MS && fpsOfEach.least >= LEAST_FPS && droppedCalls === 0;
}
