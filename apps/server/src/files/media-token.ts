import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const grant = z.object({ recordingId: z.uuid(), file: z.uuid(), contentType: z.string(), fileName: z.string(), expiresAt: z.int() });
/** What a media URL lets its holder read; `expiresAt` in ms since 1970. */
export type MediaGrant = z.infer<typeof grant>;

/** The grant as JSON with an HMAC-SHA-256 over it (RFC 2104), both base64url. */
export function signMedia(media: MediaGrant, key: Buffer): string {
  const body = Buffer.from(JSON.stringify(media)).toString('base64url');
  return `${body}.${signature(body, key).toString('base64url')}`;
}

/** Null if the token was not made with this key. Does not look at the clock. */
export function readMedia(token: string, key: Buffer): MediaGrant | null {
  const [body, signed, ...rest] = token.split('.');
  if (body === undefined || signed === undefined || rest.length > 0) return null;
  const given = Buffer.from(signed, 'base64url');
  const right = signature(body, key);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
  return grant.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString())).data ?? null;
}

const signature = (body: string, key: Buffer): Buffer => createHmac('sha256', key).update('media').update(body).digest();
