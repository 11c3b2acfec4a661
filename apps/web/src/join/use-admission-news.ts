import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { playChime } from '../devices/chime.ts';
import { useTitleNews } from '../ui/page-title.ts';

/** Tells a patient who waited that they were let in: by a chime, and in the title for as long as they look at another tab. */
export function useAdmissionNews(place: 'waiting' | 'admitted' | null, clinicianName: string, speakerId: string | null): void {
  const { t } = useTranslation('join');
  const waited = useRef(false);
  const [unseen, setUnseen] = useState(false);
  useTitleNews(unseen ? `${t('letIn', { name: clinicianName })} ·` : '');
  useEffect(() => {
    if (place === 'waiting') waited.current = true;
    if (place !== 'admitted' || !waited.current) return undefined;
    waited.current = false;
    playChime(speakerId).catch(() => undefined);
    const look = () => {
      setUnseen(document.hidden);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
    };
    // The chosen speaker matters at the moment of being let in only.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [place]);
}
