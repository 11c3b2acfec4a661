import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readInvitation, signInvitation } from './invitation-token.ts';

describe('an invitation', () => {
  const key = randomBytes(32);
  const id = randomUUID();
  const token = signInvitation(id, key);

  it('says which row it is', () => {
    expect(readInvitation(token, key)).toEqual({ id, expiresAt: null });
    expect(token).toMatch(/^[\w-]{43}$/);
  });

  it('is unknown with any character changed, cut, longer, or of another key', () => {
    for (let i = 0; i < token.length; i++) {
      const forged = token.slice(0, i) + (token[i] === 'A' ? 'B' : 'A') + token.slice(i + 1);
      expect(readInvitation(forged, key)).toBeNull();
    }
    expect(readInvitation(token.slice(0, -1), key)).toBeNull();
    expect(readInvitation(`${token}A`, key)).toBeNull();
    expect(readInvitation('', key)).toBeNull();
    expect(readInvitation(token, randomBytes(32))).toBeNull();
  });

  it('from before invitations were rows still leads to its call, until the end that it carries', () => {
    const body = Buffer.alloc(22);
    Buffer.from(id.replaceAll('-', ''), 'hex').copy(body);
    body.writeUIntBE(Date.parse('2027-03-04T05:06:07.089Z'), 16, 6);
    const old = Buffer.concat([body, createHmac('sha256', key).update('invitation').update(body).digest().subarray(0, 16)]).toString(
      'base64url',
    );
    expect(readInvitation(old, key)).toEqual({ id, expiresAt: new Date('2027-03-04T05:06:07.089Z') });
  });
});
