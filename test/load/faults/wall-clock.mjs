/**
 * Loaded before a server: SIGWINCH steps its wall clock by an hour forward, and the next one back. Clocks that only count, as `performance.now()`,
 * are not touched, as they are not where somebody sets the time.
 */
const HOUR_MS = 3_600_000;
const RealDate = Date;
let shiftMs = 0;

globalThis.Date = class Date extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + shiftMs);
    else super(...parts);
  }

  static now() {
    return RealDate.now() + shiftMs;
  }
};

process.on('SIGWINCH', () => {
  shiftMs = HOUR_MS - shiftMs;
});
