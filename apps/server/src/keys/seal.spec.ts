import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Seal, SealBroken, type Sealed } from './seal.ts';

const seal = new Seal(randomBytes(32));

describe('a sealed value', () => {
  it.each([['Jan Novák'], [{ text: 'yes', words: null }], [[1, 2]], [''], [new Uint8Array([0, 255, 7])]])(
    'opens as it was: %j',
    (value) => {
      expect(seal.open('calls.title', seal.seal<unknown>('calls.title', value))).toEqual(value);
    },
  );

  it('says nothing in the clear, and is another one each time', () => {
    const [one, other] = [seal.seal('calls.title', 'Jan Novák'), seal.seal('calls.title', 'Jan Novák')];
    expect(Buffer.from(one).includes('Novák')).toBe(false);
    expect(Buffer.from(one).equals(other)).toBe(false);
  });

  it('opens with its own key in its own column only, and only as a whole', () => {
    const sealed = seal.seal('calls.title', 'Jan');
    const changed = Uint8Array.from(sealed);
    changed[15]! ^= 1;
    for (const attempt of [
      () => new Seal(randomBytes(32)).open('calls.title', sealed),
      () => seal.open('participants.name', sealed),
      () => seal.open('calls.title', changed as Sealed<string>),
      () => seal.open('calls.title', sealed.subarray(0, -1) as Sealed<string>),
      () => seal.open('calls.title', new Uint8Array() as Sealed<string>),
    ])
      expect(attempt).toThrow(SealBroken);
  });
});

it('fingerprints the same text alike under one key, and otherwise under another', () => {
  expect(seal.fingerprint('a')).toBe(seal.fingerprint('a'));
  expect(seal.fingerprint('a')).not.toBe(seal.fingerprint('b'));
  expect(seal.fingerprint('a')).not.toBe(new Seal(randomBytes(32)).fingerprint('a'));
});

it('derives a key for each purpose', () => {
  expect(seal.derive('file a')).toMatch(/^[0-9a-f]{64}$/);
  expect(seal.derive('file a')).not.toBe(seal.derive('file b'));
});
