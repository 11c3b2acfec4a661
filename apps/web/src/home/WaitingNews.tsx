import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { useCalls } from '../api/calls.ts';
import { playChime } from '../devices/chime.ts';
import { useTitleNews } from '../ui/page-title.ts';
import { notify } from '../ui/notify.ts';
import { waitingIn } from './people.ts';

/** Everybody who waits in one of the clinician's calls. */
export function useWaiting() {
  return (useCalls().data ?? []).flatMap((call) => waitingIn(call).map((participant) => ({ callId: call.id, ...participant })));
}

/** On every page of a clinician: a chime for each patient who starts to wait, their number in the tab's title, and where the page does not show them, a line that leads to them. */
export function WaitingNews() {
  const { t } = useTranslation('home');
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const waiting = useWaiting();
  const known = useRef(new Set<string>());
  useTitleNews(waiting.length > 0 ? `(${String(waiting.length)})` : '');
  useEffect(() => {
    const fresh = waiting.filter(({ id }) => !known.current.has(id));
    for (const id of known.current) if (!waiting.some((participant) => participant.id === id)) notifications.hide(`waiting-${id}`);
    known.current = new Set(waiting.map(({ id }) => id));
    if (fresh.length === 0) return;
    // A browser may forbid sound until the page was clicked; the title tells all the same.
    playChime(null).catch(() => undefined);
    for (const { id, callId, name } of fresh) {
      if (pathname === '/' || pathname === `/calls/${callId}`) continue;
      notify({
        id: `waiting-${id}`,
        autoClose: false,
        message: (
          <Anchor
            component="button"
            size="sm"
            ta="start"
            onClick={() => {
              notifications.hide(`waiting-${id}`);
              void navigate('/');
            }}
          >
            {t('waitsElsewhere', { name })}
          </Anchor>
        ),
      });
    }
  }, [waiting, pathname, navigate, t]);
  return null;
}
