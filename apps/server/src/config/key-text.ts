/** What a key may look like. */
export const KEY_FORM = 'must be 64 hex digits or 32 bytes in base64; make one with: openssl rand -hex 32';

/** A key of 32 bytes as 64 hex digits in lower case; null if the text holds none. */
export function keyIn(text: string): string | null {
  const plain = text.trim();
  if (/^[0-9a-f]{64}$/i.test(plain)) return plain.toLowerCase();
  const bytes = /^[A-Za-z0-9+/_-]+={0,2}$/.test(plain) ? Buffer.from(plain, 'base64') : Buffer.alloc(0);
  return bytes.length === 32 ? bytes.toString('hex') : null;
}
