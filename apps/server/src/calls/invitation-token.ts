import { createHmac, timingSafeEqual } from 'node:crypto';

const ID_BYTES = 16;
const EXPIRY_BYTES = 6;
const SIGNATURE_BYTES = 16;

export interface Invitation { callId: string; expiresAt: Date }

/**
 * An invitation names its call and its end, and carries an HMAC-SHA-256 over both (RFC 2104, cut to 128 bits): the link
 * can be shown again at any time, and none can be made up. 51 characters, safe in a URL.
 */
export function signInvitation({ callId, expiresAt }: Invitation, key: Buffer): string {
  const body = Buffer.alloc(ID_BYTES + EXPIRY_BYTES);
  Buffer.from(callId.replaceAll('-', ''), 'hex').copy(body);
  body.writeUIntBE(expiresAt.getTime(), ID_BYTES, EXPIRY_BYTES);
  return Buffer.concat([body, signature(body, key)]).toString('base64url');
}

/** Null if the token was not made with this key. Does not look at the clock. */
export function readInvitation(token: string, key: Buffer): Invitation | null {
  const bytes = Buffer.from(token, 'base64url');
  // Base64 has several spellings of the same bytes; only ours counts.
  if (bytes.length !== ID_BYTES + EXPIRY_BYTES + SIGNATURE_BYTES || bytes.toString('base64url') !== token) return null;
  const body = bytes.subarray(0, ID_BYTES + EXPIRY_BYTES);
  if (!timingSafeEqual(bytes.subarray(ID_BYTES + EXPIRY_BYTES), signature(body, key))) return null;
  const hex = body.toString('hex', 0, ID_BYTES);
  const callId = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  return { callId, expiresAt: new Date(body.readUIntBE(ID_BYTES, EXPIRY_BYTES)) };
}

function signature(body: Buffer, key: Buffer): Buffer {
  return createHmac('sha256', key).update('invitation').update(body).digest().subarray(0, SIGNATURE_BYTES);
}
