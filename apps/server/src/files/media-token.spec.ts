import { randomBytes, randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { readMedia, signMedia } from './media-token.ts';

const key = randomBytes(32);
const media = {
  recordingId: randomUUID(),
  file: randomUUID(),
  contentType: 'video/mp4',
  fileName: 'Sezení č. 3.mp4',
  expiresAt: 1_800_000_000_000,
};

it('comes back whole, from the same key only', () => {
  const token = signMedia(media, key);
  expect(token).toMatch(/^[\w-]+\.[\w-]{43}$/);
  expect(readMedia(token, key)).toEqual(media);
  expect(readMedia(token, randomBytes(32))).toBeNull();
});

it('cannot be made up or changed', () => {
  const [body, signed] = signMedia(media, key).split('.') as [string, string];
  const other = Buffer.from(JSON.stringify({ ...media, file: randomUUID() })).toString('base64url');
  for (const token of ['', '.', body, `${body}.`, `${other}.${signed}`, `${body}.${signed}.x`, `${body}.${signed.slice(0, -4)}`])
    expect(readMedia(token, key)).toBeNull();
});
