import { type RefObject, useRef, useState } from 'react';

interface Consent {
  line: { agreed: boolean; onChange: (agreed: boolean) => void; missing: boolean; inputRef: RefObject<HTMLInputElement | null> };
  /** Whether it has been given; if not, asks for it. */
  ask: () => boolean;
  /** Each batch is asked for anew. */
  forget: () => void;
}

/** The state of a consent line, and the way to ask for it. */
export function useConsent(): Consent {
  const [agreed, setAgreed] = useState(false);
  const [missing, setMissing] = useState(false);
  const inputRef = useRef<HTMLInputElement>(null);
  return {
    line: { agreed, onChange: setAgreed, missing, inputRef },
    ask: () => {
      setMissing(!agreed);
      if (!agreed) inputRef.current?.focus();
      return agreed;
    },
    forget: () => {
      setAgreed(false);
      setMissing(false);
    },
  };
}
