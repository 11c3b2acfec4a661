import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { UploadLocker } from './upload-locker.ts';

const never = new AbortController().signal;

it('lets one at a time to an upload, in turn, and asks the holder to let go', async () => {
  const locker = new UploadLocker();
  const [first, second, third, other] = [locker.newLock('a'), locker.newLock('a'), locker.newLock('a'), locker.newLock('b')];
  let asked = 0;
  const order: string[] = [];
  await first.lock(never, () => void asked++);
  await other.lock(never, () => undefined);
  const waiting = [second, third].map((lock, index) =>
    lock
      .lock(never, () => void asked++)
      .then(async () => {
        order.push(String(index));
        await pause(5);
        await lock.unlock();
      }),
  );
  await pause(5);
  expect([asked, order]).toEqual([2, []]);
  await first.unlock();
  await Promise.all(waiting);
  expect(order).toEqual(['0', '1']);
  await first.lock(never, () => undefined);
});

it('gives up on a holder that does not let go, and on a client that has gone', async () => {
  const locker = new UploadLocker(20);
  await locker.newLock('a').lock(never, () => undefined);
  await expect(locker.newLock('a').lock(never, () => undefined)).rejects.toMatchObject({ status_code: 500 });
  await expect(new UploadLocker().newLock('a').lock(never, () => undefined)).resolves.toBeUndefined();
  await expect(locker.newLock('a').lock(AbortSignal.abort(), () => undefined)).rejects.toMatchObject({ status_code: 500 });
});
