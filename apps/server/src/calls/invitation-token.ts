import { createHmac, timingSafeEqual } from 'node:crypto';

const ID_BYTES = 16;
const EXPIRY_BYTES = 6;
const SIGNATURE_BYTES = 16;

/**
 * Which row of `invitations` a link is. `expiresAt` only in links from before invitations were rows, which carried their end themselves:
 * their row has the id of their call.
 */
export interface InvitationLink {
  id: string;
  expiresAt: Date | null;
}

/**
 * A link carries the id of its invitation and an HMAC-SHA-256 over it (RFC 2104, cut to 128 bits): it can be shown again at any time,
 * none can be made up, and the table alone lets nobody in. 43 characters, safe in a URL.
 */
export function signInvitation(id: string, key: Buffer): string {
  const body = bytesOf(id);
  return Buffer.concat([body, signature('link', body, key)]).toString('base64url');
}

/** Null if the token was not made with this key. Does not look at the clock. */
export function readInvitation(token: string, key: Buffer): InvitationLink | null {
  const bytes = Buffer.from(token, 'base64url');
  // Base64 has several spellings of the same bytes; only ours counts.
  if (bytes.toString('base64url') !== token) return null;
  const body = bytes.subarray(0, -SIGNATURE_BYTES);
  const purpose = { [ID_BYTES]: 'link', [ID_BYTES + EXPIRY_BYTES]: 'invitation' }[body.length];
  if (purpose === undefined || !timingSafeEqual(bytes.subarray(-SIGNATURE_BYTES), signature(purpose, body, key))) return null;
  return { id: idOf(body), expiresAt: purpose === 'link' ? null : new Date(body.readUIntBE(ID_BYTES, EXPIRY_BYTES)) };
}

const bytesOf = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex');

function idOf(body: Buffer): string {
  const hex = body.toString('hex', 0, ID_BYTES);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function signature(purpose: string, body: Buffer, key: Buffer): Buffer {
  return createHmac('sha256', key).update(purpose).update(body).digest().subarray(0, SIGNATURE_BYTES);
}
