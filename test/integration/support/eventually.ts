/** Waits for something that comes by itself. Throws with what it was when it does not. */
export async function eventually(condition: () => boolean | Promise<boolean>, what: string, limitMs = 20_000): Promise<void> {
  const startedAt = performance.now();
  while (!(await condition())) {
    if (performance.now() - startedAt > limitMs) throw new Error(`Waited ${limitMs} ms in vain for ${what}.`);
    await pause(20);
  }
}

export const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));
