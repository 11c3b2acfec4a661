import { ERRORS, type Lock, type Locker, type RequestRelease } from '@tus/server';

interface Holder {
  release: RequestRelease;
  done: Promise<void>;
}

/** One request at a time per upload. A later one asks the holder to let go, as its connection may have died without a word. */
export class UploadLocker implements Locker {
  readonly #holders = new Map<string, Holder>();

  constructor(private readonly patienceMs = 10_000) {}

  newLock(id: string): Lock {
    let free = (): void => undefined;
    return {
      lock: async (signal, release) => {
        const late = AbortSignal.any([signal, AbortSignal.timeout(this.patienceMs)]);
        for (let holder = this.#holders.get(id); holder !== undefined; holder = this.#holders.get(id)) {
          await holder.release();
          // eslint-disable-next-line @typescript-eslint/only-throw-error -- tus throws plain objects, and knows them again.
          if (!(await settledBefore(holder.done, late))) throw ERRORS.ERR_LOCK_TIMEOUT;
        }
        const done = new Promise<void>((resolve) => {
          free = resolve;
        });
        this.#holders.set(id, { release, done });
      },
      unlock: async () => {
        this.#holders.delete(id);
        free();
      },
    };
  }
}

function settledBefore(done: Promise<void>, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const giveUp = () => resolve(false);
    signal.addEventListener('abort', giveUp, { once: true });
    void done.then(() => {
      signal.removeEventListener('abort', giveUp);
      resolve(true);
    });
  });
}
