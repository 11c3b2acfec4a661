import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readInvitation, signInvitation } from './invitation-token.ts';

describe('an invitation', () => {
  const key = randomBytes(32);
  const invitation = { callId: randomUUID(), expiresAt: new Date('2027-03-04T05:06:07.089Z') };
  const token = signInvitation(invitation, key);

  it('says what was signed', () => {
    expect(readInvitation(token, key)).toEqual(invitation);
    expect(token).toMatch(/^[\w-]{51}$/);
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
});
