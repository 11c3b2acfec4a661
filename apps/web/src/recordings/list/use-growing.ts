import { useEffect, useRef, useState } from 'react';

/** A slow line takes this long for the next piece to arrive. */
const QUIET_AFTER_MS = 20_000;

/** Whether a number has grown lately while it was watched. */
export function useGrowing(value: number): boolean {
  const [growing, setGrowing] = useState(false);
  const before = useRef(value);
  useEffect(() => {
    if (value <= before.current) return undefined;
    before.current = value;
    setGrowing(true);
    const timer = setTimeout(() => {
      setGrowing(false);
    }, QUIET_AFTER_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [value]);
  return growing;
}
