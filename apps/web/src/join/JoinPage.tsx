import { Button } from '@mantine/core';
import { IconLinkOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { type InvitationView, invitationView } from '#contracts/rest';
import { ApiError } from '../api/api-error.ts';
import { request } from '../api/client.ts';
import { useLocalMedia } from '../devices/use-local-media.ts';
import { Loading } from '../ui/Loading.tsx';
import { MessagePage } from '../ui/MessagePage.tsx';
import { useSentence } from '../ui/sentence.ts';
import { CheckStep } from './CheckStep.tsx';
import { hasEntered, readPlace } from './kept-place.ts';

// Signalling and media are half of all script: they come while the patient looks at the device check.
const loadJoinedCall = () => import('./JoinedCall.tsx');
const JoinedCall = lazy(() => loadJoinedCall().then(({ JoinedCall: page }) => ({ default: page })));

/** One try to be in the call, with one set of devices. */
function Visit({ token, invitation, onAgain }: { token: string; invitation: InvitationView; onAgain: () => void }) {
  const media = useLocalMedia();
  const [place, setPlace] = useState(() => (hasEntered(token) ? readPlace(token) : null));
  useEffect(() => {
    loadJoinedCall().catch(() => undefined);
  }, []);
  if (place === null) return <CheckStep token={token} invitation={invitation} media={media} onJoined={setPlace} />;
  return (
    <Suspense fallback={<Loading fullPage />}>
      <JoinedCall token={token} invitation={invitation} place={place} media={media} onAgain={onAgain} />
    </Suspense>
  );
}

const TITLES: Record<string, string> = {
  'invitation-unknown': 'link.unknown',
  'invitation-expired': 'link.expired',
  'invitation-revoked': 'link.revoked',
  'call-ended': 'link.ended',
};

/** Where an invitation leads: for people without an account. */
export function JoinPage() {
  const { t } = useTranslation('join');
  const { token = '' } = useParams();
  const sentence = useSentence();
  const [visit, setVisit] = useState(0);
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => request(invitationView, `/api/join/${encodeURIComponent(token)}`),
    staleTime: Infinity,
  });
  if (invitation.isPending) return <Loading fullPage />;
  if (invitation.error !== null) {
    const code = invitation.error instanceof ApiError ? invitation.error.code : '';
    return (
      <MessagePage
        icon={<IconLinkOff />}
        title={t(TITLES[code] ?? 'link.failed')}
        text={sentence(invitation.error)}
        testId={code === '' ? 'join-failed' : code}
      >
        {!(code in TITLES) && (
          <Button
            onClick={() => {
              void invitation.refetch();
            }}
          >
            {t('common:tryAgain')}
          </Button>
        )}
      </MessagePage>
    );
  }
  return (
    <Visit
      key={visit}
      token={token}
      invitation={invitation.data}
      onAgain={() => {
        setVisit(visit + 1);
      }}
    />
  );
}
