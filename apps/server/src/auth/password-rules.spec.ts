import { describe, expect, it } from 'vitest';
import { refuseWeakPassword } from './password-rules.ts';

const ada = { name: 'Dr Ada Lovelace', email: 'ada.lovelace@clinic.example' };

describe('a password', () => {
  it.each([
    '1234567890',
    'qwertyuiop',
    'password123',
    'Password2026!',
    'basketball',
    'BASKETBALL',
    '1qaz2wsx3edc',
    'q1w2e3r4t5',
    'aaaaaaaaaa',
    '1212121212',
    'abcdefghij',
    '9876543210',
    'iloveyou!!',
  ])('is not one that anybody tries: %s', async (password) => {
    await expect(refuseWeakPassword(password, ada)).rejects.toMatchObject({ code: 'password-too-common' });
  });

  it.each(['ada.lovelace@clinic.example', 'Lovelace2026!', 'lovelace-ada', 'AdaLovelace1815', 'clinic.example1'])(
    'is not who it is for: %s',
    async (password) => {
      await expect(refuseWeakPassword(password, ada)).rejects.toMatchObject({ code: 'password-too-personal' });
    },
  );

  it.each(['correct horse battery', 'lovelace paints fourteen owls', 'příliš žluťoučký kůň', crypto.randomUUID()])(
    'may be anything else: %s',
    async (password) => {
      await expect(refuseWeakPassword(password, ada)).resolves.toBeUndefined();
    },
  );
});
