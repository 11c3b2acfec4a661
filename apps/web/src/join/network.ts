export type NetworkWord = 'good' | 'fair' | 'poor' | 'none';

/** What browsers of the Chromium family know of the line: megabits a second, rounded and capped at 10. */
interface Line {
  downlink?: number;
  saveData?: boolean;
}

const TRIES = 5;

/** @param roundTripsMs of the tries that were answered. */
export function networkWord(roundTripsMs: number[], tries: number, downlink: number | undefined): NetworkWord {
  if (roundTripsMs.length === 0) return 'none';
  const sorted = [...roundTripsMs].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const narrow = downlink ?? 10;
  if (roundTripsMs.length < tries - 1 || median > 500 || narrow < 0.5) return 'poor';
  // ITU-T G.114: conversations suffer from 150 ms one way.
  return median > 200 || narrow < 1.5 ? 'fair' : 'good';
}

/** Asks the server five times and says in a word how well it answers. */
export async function measureNetwork(signal: AbortSignal): Promise<NetworkWord> {
  const roundTrips: number[] = [];
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const startedAt = performance.now();
    try {
      const response = await fetch('/api/health', { signal: AbortSignal.any([signal, AbortSignal.timeout(3_000)]), cache: 'no-store' });
      await response.arrayBuffer();
      // The first one also opens the connection.
      if (attempt > 0) roundTrips.push(performance.now() - startedAt);
    } catch {
      if (signal.aborted) break;
    }
  }
  return networkWord(roundTrips, TRIES - 1, (navigator as { connection?: Line }).connection?.downlink);
}
