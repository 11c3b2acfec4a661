import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RoomClient } from '../room-client.ts';
import { Recogniser, type RecogniserState } from './recogniser.ts';

const TAGS: Record<string, string> = { en: 'en-US', cs: 'cs-CZ' };

export interface Captions {
  on: boolean;
  setOn: (on: boolean) => void;
  state: RecogniserState;
}

/**
 * Captions, off until switched on. While on and the microphone is open, what this person says is written down by
 * the browser and sent to the call.
 */
export function useCaptions(room: RoomClient | null, speaking: boolean): Captions {
  const { i18n } = useTranslation();
  const [on, setOn] = useState(false);
  const [state, setState] = useState<RecogniserState>('off');
  const language = TAGS[i18n.language] ?? i18n.language;

  useEffect(() => {
    // Recognition has a microphone of its own: muted means that it hears nothing either.
    if (!on || !speaking || room === null) return undefined;
    const recogniser = new Recogniser(() => room.now(), (segments) => { for (const segment of segments) room.sendCaption(segment); }, setState);
    void recogniser.start(language);
    return () => { recogniser.stop(); };
  }, [on, speaking, room, language]);

  return { on, setOn, state };
}
