import { Button } from '@mantine/core';
import { IconDoorOff } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useLocation } from 'react-router';
import { accountKey } from '../api/account.ts';
import { callKey } from '../api/calls.ts';
import { Loading } from '../ui/Loading.tsx';
import { MessagePage } from '../ui/MessagePage.tsx';
import { useSentence } from '../ui/sentence.ts';
import { ClinicianCall } from './clinician/ClinicianCall.tsx';
import { ElsewherePage } from './ElsewherePage.tsx';
import { type CallClient } from './call-client.ts';
import { type LocalMedia } from '../devices/local-media.ts';
import { pick, useStore } from '../ui/use-store.ts';

/** Whom the clinician chose to admit before the call was open. */
function admitted(state: unknown): string | null {
  const admit = typeof state === 'object' && state !== null && 'admit' in state ? state.admit : null;
  return typeof admit === 'string' ? admit : null;
}

function useAdmitFromHome(client: CallClient) {
  const location = useLocation();
  const left = useRef(admitted(location.state));
  const call = useStore(client.state, ({ call }) => call);
  useEffect(() => {
    if (left.current === null || call?.participants.some(({ id, presence }) => id === left.current && presence === 'waiting') !== true)
      return;
    const participantId = left.current;
    left.current = null;
    // If it fails, the banner with the same question stays.
    client.ask('admit', { participantId }).catch(() => undefined);
  }, [client, call]);
}

interface Props {
  callId: string;
  client: CallClient;
  media: LocalMedia;
  onUseHere: () => void;
}

/** The call while it can go on, and what is said once it cannot. */
export function ConnectedCall({ callId, client, media, onUseHere }: Props) {
  const { t } = useTranslation('call');
  const sentence = useSentence();
  const { phase, call, refusal } = useStore(client.state, pick('phase', 'call', 'refusal'));
  useAdmitFromHome(client);
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
      return call === null ? <Loading fullPage /> : <ClinicianCall client={client} media={media} call={call} />;
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
