/** `65_000` → `1:05`, `3_723_000` → `1:02:03`; with `tenths`, `1:05.3`. */
export function clockText(ms: number, tenths = false): string {
  const unit = tenths ? 100 : 1_000;
  const units = Math.max(0, Math.floor(ms / unit));
  const seconds = Math.floor((units * unit) / 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  const whole = hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  return tenths ? `${whole}.${units % 10}` : whole;
}

export function percentText(share: number, language: string): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}
