// @vitest-environment happy-dom
import { act } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { draw, useScreen } from '../testing/screen.tsx';
import { useWakeLock } from './use-wake-lock.ts';

function Page() {
  useWakeLock();
  return null;
}

/** A browser with a lock, which lets go of it when the page is hidden. */
function browser() {
  const locks: { released: boolean; release: () => Promise<void> }[] = [];
  Object.defineProperty(navigator, 'wakeLock', {
    configurable: true,
    value: {
      request: () => {
        const lock = { released: false, release: () => Promise.resolve(void (lock.released = true)) };
        locks.push(lock);
        return Promise.resolve(lock);
      },
    },
  });
  const show = (state: 'visible' | 'hidden') =>
    act(async () => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      if (state === 'hidden') for (const lock of locks) lock.released = true;
      document.dispatchEvent(new Event('visibilitychange'));
      await Promise.resolve();
    });
  return { held: () => locks.filter(({ released }) => !released).length, show };
}

describe('the screen', () => {
  useScreen();
  afterEach(() => {
    Reflect.deleteProperty(navigator, 'wakeLock');
  });

  it('stays on during the call, also after the page was hidden, and no longer', async () => {
    const { held, show } = browser();
    await show('visible');
    const { unmount } = draw(<Page />);
    await act(() => Promise.resolve());
    expect(held()).toBe(1);
    await show('hidden');
    expect(held()).toBe(0);
    await show('visible');
    expect(held()).toBe(1);
    unmount();
    expect(held()).toBe(0);
  });

  it('is left alone where the browser has no such lock', () => {
    expect(() => draw(<Page />)).not.toThrow();
  });
});
