import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Secrets } from '../database/secrets.ts';

const ID_BYTES = 16;
const SIGNATURE_BYTES = 24;

/**
 * Links to receipts. A token names a participant and carries an HMAC-SHA-256 over it (RFC 2104, cut to 192 bits): the same link can be
 * shown to the patient and copied by the clinician later, nothing of it is stored, and none can be made up. 54 characters.
 */
@Injectable()
export class ReceiptTokens implements OnModuleInit {
  #key: Buffer = Buffer.alloc(0);

  constructor(private readonly secrets: Secrets) {}

  async onModuleInit(): Promise<void> {
    this.#key = await this.secrets.get('receipts');
  }

  /** `/receipt/<token>`. */
  pathOf(participantId: string): string {
    const id = Buffer.from(participantId.replaceAll('-', ''), 'hex');
    return `/receipt/${Buffer.concat([id, this.#sign(id)]).toString('base64url')}`;
  }

  /** The participant that a token names; null if it is not from here. */
  read(token: string): string | null {
    const bytes = Buffer.from(token, 'base64url');
    // Base64 has several spellings of the same bytes; only ours counts.
    if (bytes.length !== ID_BYTES + SIGNATURE_BYTES || bytes.toString('base64url') !== token) return null;
    const id = bytes.subarray(0, ID_BYTES);
    if (!timingSafeEqual(bytes.subarray(ID_BYTES), this.#sign(id))) return null;
    const hex = id.toString('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }

  #sign(id: Buffer): Buffer {
    return createHmac('sha256', this.#key).update('receipt').update(id).digest().subarray(0, SIGNATURE_BYTES);
  }
}
