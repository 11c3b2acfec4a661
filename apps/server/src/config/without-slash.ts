/** An address without slashes at its end. */
export function withoutSlash(url: string): string {
  let plain = url;
  while (plain.endsWith('/')) plain = plain.slice(0, -1);
  return plain;
}
