import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CaptionsStatus } from '#contracts/call';
import { type CallClient } from '../call-client.ts';
import { canRecognise, Recogniser, type RecogniserState } from './recogniser.ts';

const TAGS: Record<string, string> = { en: 'en-US', cs: 'cs-CZ' };

export interface Captions {
  on: boolean;
  setOn: (on: boolean) => void;
  /** A line about what captions do, or why one's own words are missing; null once it has been there long enough. */
  notice: CaptionNotice | null;
  /** Why the server writes nothing down, or late; null if it does. Stays while it lasts. */
  trouble: 'none' | 'starting' | 'slow' | 'down' | null;
}

type CaptionNotice = 'explain' | 'denied' | 'unreachable' | 'unavailable';

const NOTICE_MS = 12_000;

/**
 * Captions, off until switched on. Words come from the server, of those who agreed. Where the administrator lets browsers do it, what this person
 * says is written down by their browser while captions are on and the microphone is open, and sent to the call.
 */
export function useCaptions(client: CallClient | null, speaking: boolean, status: CaptionsStatus | undefined): Captions {
  const { i18n } = useTranslation();
  const [on, setOn] = useState(false);
  const [notice, setNotice] = useState<CaptionNotice | null>(null);
  const language = TAGS[i18n.language] ?? i18n.language;
  const byBrowser = status?.browser === true;

  useEffect(() => {
    // Recognition has a microphone of its own: muted means that it hears nothing either.
    if (!on || !byBrowser || !speaking || client === null) return undefined;
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
  }, [on, byBrowser, speaking, client, language]);

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
    setNotice(next && byBrowser ? (canRecognise() ? 'explain' : 'unavailable') : null);
  };
  return { on, setOn: switchTo, notice, trouble: on ? troubleOf(status) : null };
}

/** Why the server's words are late or missing. */
function troubleOf(status: CaptionsStatus | undefined): Captions['trouble'] {
  if (status === undefined) return null;
  if (status.recogniser === null) return status.browser ? null : 'none';
  return status.state === 'running' ? null : status.state === 'off' ? 'none' : status.state;
}
