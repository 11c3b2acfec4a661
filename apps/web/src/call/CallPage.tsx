import { Button } from '@mantine/core';
import { IconDoorOff } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useLocation, useParams } from 'react-router';
import { accountKey } from '../api/account.ts';
import { callKey } from '../api/calls.ts';
import { Loading } from '../ui/Loading.tsx';
import { MessagePage } from '../ui/MessagePage.tsx';
import { useSentence } from '../ui/sentence.ts';
import { ClinicianCall } from './clinician/ClinicianCall.tsx';
import { ElsewherePage } from './ElsewherePage.tsx';
import { type RoomClient } from './room-client.ts';
import { useLocalMedia } from '../devices/use-local-media.ts';
import { useRoom } from './use-room.ts';
import { useStore } from '../ui/use-store.ts';

/** Whom the clinician chose to admit before the call was open. */
function admitted(state: unknown): string | null {
  const admit = typeof state === 'object' && state !== null && 'admit' in state ? state.admit : null;
  return typeof admit === 'string' ? admit : null;
}

function useAdmitFromHome(room: RoomClient) {
  const location = useLocation();
  const left = useRef(admitted(location.state));
  const { call } = useStore(room.state);
  useEffect(() => {
    if (left.current === null || call?.participants.some(({ id, presence }) => id === left.current && presence === 'waiting') !== true)
      return;
    const participantId = left.current;
    left.current = null;
    // If it fails, the banner with the same question stays.
    room.ask('admit', { participantId }).catch(() => undefined);
  }, [room, call]);
}

function Room({ callId, onUseHere }: { callId: string; onUseHere: () => void }) {
  const { t } = useTranslation('call');
  const sentence = useSentence();
  const media = useLocalMedia();
  const room = useRoom({ callId }, media, true);
  const { phase, call, refusal } = useStore(room.state);
  useAdmitFromHome(room);
  const queries = useQueryClient();
  const signedOut = refusal?.code === 'unauthenticated';
  useEffect(() => {
    if (signedOut) queries.setQueryData(accountKey, null);
  }, [queries, signedOut]);
  const ended = phase === 'ended';
  // The lobby may have asked a moment ago, and the review would believe that the call goes on.
  useEffect(() => {
    if (ended) queries.removeQueries({ queryKey: callKey(callId) });
  }, [queries, ended, callId]);
  switch (phase) {
    case 'connecting':
    case 'in':
      return call === null ? <Loading fullPage /> : <ClinicianCall room={room} media={media} call={call} />;
    case 'superseded':
      return <ElsewherePage onUseHere={onUseHere} />;
    case 'ended':
      return <Navigate to={`/calls/${callId}/review`} replace />;
    case 'left':
      return <Navigate to="/" replace />;
    case 'denied':
    case 'removed':
    case 'refused':
      return (
        <MessagePage
          icon={<IconDoorOff />}
          title={t('refused.title')}
          text={refusal === null ? t('refused.text') : sentence(refusal)}
          testId="refused"
        >
          <Button component={Link} to="/">
            {t('common:notFound.home')}
          </Button>
        </MessagePage>
      );
  }
}

/** The clinician's call. */
export function CallPage() {
  const { callId = '' } = useParams();
  const [attempt, setAttempt] = useState(0);
  return (
    <Room
      key={`${callId}-${String(attempt)}`}
      callId={callId}
      onUseHere={() => {
        setAttempt(attempt + 1);
      }}
    />
  );
}
