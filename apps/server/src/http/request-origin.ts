import type { IncomingHttpHeaders } from 'node:http';

/** Whether a browser's request comes from Attune's own pages. Programs send no Origin and carry no cookie of others. */
export function isOwnOrigin(headers: IncomingHttpHeaders, publicUrl: string | undefined): boolean {
  const { origin } = headers;
  if (origin === undefined) return true;
  if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return true;
  return URL.canParse(origin) && new URL(origin).host === headers.host;
}
