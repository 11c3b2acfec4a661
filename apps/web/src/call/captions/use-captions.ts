import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CallClient } from '../call-client.ts';
import { canRecognise, Recogniser, type RecogniserState } from './recogniser.ts';

const TAGS: Record<string, string> = { en: 'en-US', cs: 'cs-CZ' };

export interface Captions {
  on: boolean;
  setOn: (on: boolean) => void;
  /** A line about what captions do, or why one's own words are missing; null once it has been there long enough. */
  notice: CaptionNotice | null;
}

type CaptionNotice = 'explain' | 'denied' | 'unreachable' | 'unavailable';

const NOTICE_MS = 12_000;

/**
 * Captions, off until switched on. While on and the microphone is open, what this person says is written down by
 * the browser and sent to the call.
 */
export function useCaptions(client: CallClient | null, speaking: boolean): Captions {
  const { i18n } = useTranslation();
  const [on, setOn] = useState(false);
  const [notice, setNotice] = useState<CaptionNotice | null>(null);
  const language = TAGS[i18n.language] ?? i18n.language;

  useEffect(() => {
    // Recognition has a microphone of its own: muted means that it hears nothing either.
    if (!on || !speaking || client === null) return undefined;
    const recogniser = new Recogniser(
      () => client.now(),
      (captions) => {
        for (const caption of captions) client.sendCaption(caption);
      },
      (state: RecogniserState) => {
        if (state === 'denied' || state === 'unreachable' || state === 'unavailable') setNotice(state);
      },
    );
    void recogniser.start(language);
    return () => {
      recogniser.stop();
    };
  }, [on, speaking, client, language]);

  useEffect(() => {
    if (notice === null) return undefined;
    const timer = setTimeout(() => {
      setNotice(null);
    }, NOTICE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [notice]);

  const switchTo = (next: boolean) => {
    setOn(next);
    setNotice(next ? (canRecognise() ? 'explain' : 'unavailable') : null);
  };
  return { on, setOn: switchTo, notice };
}
