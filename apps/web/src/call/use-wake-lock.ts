import { useEffect } from 'react';

/**
 * Keeps the screen on for as long as the component is shown. The browser lets go of the lock when the page is hidden, so it is asked
 * for again when the page is back. Where there is no such thing, or the battery is low, the screen goes dark as usual.
 */
export function useWakeLock(): void {
  useEffect(() => {
    const { wakeLock } = navigator as { wakeLock?: WakeLock };
    if (wakeLock === undefined) return undefined;
    let held: WakeLockSentinel | null = null;
    let over = false;
    const hold = async () => {
      if (document.visibilityState !== 'visible' || held?.released === false) return;
      try {
        held = await wakeLock.request('screen');
        if (over) await held.release();
      } catch {
        // Refused; nothing depends on it.
      }
    };
    const onChange = () => void hold();
    document.addEventListener('visibilitychange', onChange);
    void hold();
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', onChange);
      void held?.release();
    };
  }, []);
}
