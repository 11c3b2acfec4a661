const TICK_MS = 250;
/** A tick that comes later than so comes after the page was suspended or the machine asleep. Browsers let pages in the background wait for a second. */
const LONGEST_TICK_MS = 2_000;

/** As `setTimeout`, counting only time in which the page could have heard something. Returns what stops it. */
export function awakeTimeout(done: () => void, ms: number): () => void {
  let awakeMs = 0;
  let tickedAt = performance.now();
  const timer = setInterval(
    () => {
      const now = performance.now();
      awakeMs += Math.min(now - tickedAt, LONGEST_TICK_MS);
      tickedAt = now;
      if (awakeMs < ms) return;
      clearInterval(timer);
      done();
    },
    Math.min(TICK_MS, ms),
  );
  return () => {
    clearInterval(timer);
  };
}
