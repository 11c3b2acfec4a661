/**
 * Waits until `condition` answers something else than false, null or undefined, which is returned. Throws an Error that says `what` did not happen.
 */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  what: string,
  limitMs = 20_000,
  everyMs = 20,
): Promise<Exclude<T, false | null | undefined>> {
  const startedAt = performance.now();
  for (;;) {
    const answer = await condition();
    if (answer !== false && answer !== null && answer !== undefined) return answer as Exclude<T, false | null | undefined>;
    if (performance.now() - startedAt > limitMs) throw new Error(`Waited ${limitMs} ms in vain for this: ${what}.`);
    await pause(everyMs);
  }
}

export const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));
