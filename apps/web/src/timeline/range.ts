/** A stretch of a call, in milliseconds since its start. */
export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Nothing useful is seen in less: ten samples at five a second. */
export const MIN_SPAN_MS = 2_000;

export function spanOf(range: Range): number {
  return range.toMs - range.fromMs;
}

/** The two ends in order. */
export function rangeBetween(a: number, b: number): Range {
  return { fromMs: Math.min(a, b), toMs: Math.max(a, b) };
}

/** Moves a range into `[0, endMs]`, keeping its span where that fits. */
export function clampRange(range: Range, endMs: number): Range {
  const whole = Math.max(endMs, MIN_SPAN_MS);
  const span = Math.min(Math.max(spanOf(range), MIN_SPAN_MS), whole);
  const fromMs = Math.min(Math.max(0, range.fromMs), whole - span);
  return { fromMs, toMs: fromMs + span };
}

/** `factor` < 1 shows less time; the moment `anchorMs` stays where it is on the screen. */
export function zoomRange(range: Range, factor: number, anchorMs: number, endMs: number): Range {
  const span = Math.min(Math.max(spanOf(range) * factor, MIN_SPAN_MS), Math.max(endMs, MIN_SPAN_MS));
  const share = spanOf(range) === 0 ? 0.5 : (anchorMs - range.fromMs) / spanOf(range);
  const fromMs = anchorMs - share * span;
  return clampRange({ fromMs, toMs: fromMs + span }, endMs);
}

export function panRange(range: Range, byMs: number, endMs: number): Range {
  return clampRange({ fromMs: range.fromMs + byMs, toMs: range.toMs + byMs }, endMs);
}

/** The range that follows a live call: its right end is now. Early in a call it starts before 0, so that now stays at the right. */
export function liveRange(spanMs: number, nowMs: number): Range {
  return { fromMs: nowMs - spanMs, toMs: nowMs };
}

/** Moves as little as needed to show `ms`, with a tenth of the span around it. */
export function rangeShowing(range: Range, ms: number, endMs: number): Range {
  const margin = spanOf(range) * 0.1;
  if (ms >= range.fromMs && ms <= range.toMs) return range;
  return ms < range.fromMs ? panRange(range, ms - margin - range.fromMs, endMs) : panRange(range, ms + margin - range.toMs, endMs);
}

export function overlaps(range: Range, fromMs: number, toMs: number): boolean {
  return fromMs < range.toMs && toMs > range.fromMs;
}
