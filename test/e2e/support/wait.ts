import { setTimeout } from 'node:timers/promises';

/** Waits until `probe` answers something else than false, null or undefined. @throws Error that says what did not happen. */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  withinMs = 20_000,
  everyMs = 50,
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await probe();
    if (answer !== false && answer !== null && answer !== undefined) return answer as Exclude<T, false | null | undefined>;
    if (Date.now() > deadline) throw new Error(`Within ${withinMs} ms it did not happen that ${what}.`);
    await setTimeout(everyMs);
  }
}
