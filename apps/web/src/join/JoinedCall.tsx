import { Button } from '@mantine/core';
import { IconDoorOff, IconLeaf } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type InvitationView } from '#contracts/rest';
import { ElsewherePage } from '../call/ElsewherePage.tsx';
import { type LocalMedia } from '../devices/local-media.ts';
import { PatientCall } from '../call/patient/PatientCall.tsx';
import { useCallClient } from '../call/use-call-client.ts';
import { pick, useStore } from '../ui/use-store.ts';
import { Loading } from '../ui/Loading.tsx';
import { MessagePage } from '../ui/MessagePage.tsx';
import { useSentence } from '../ui/sentence.ts';
import { ConsentStep } from './ConsentStep.tsx';
import { forgetEntered, forgetPlace, hasEntered, keepEntered, type KeptPlace } from './kept-place.ts';
import { ReceiptLink } from './ReceiptLink.tsx';
import { useAdmissionNews } from './use-admission-news.ts';
import { WaitingStep } from './WaitingStep.tsx';

interface Props {
  token: string;
  invitation: InvitationView;
  place: KeptPlace;
  media: LocalMedia;
  /** Connects again, as the same participant while their place is kept; else from the device check on. */
  onAgain: () => void;
}

/** Everything after the device check: the question, the waiting room, the call, and its end. */
export function JoinedCall({ token, invitation, place, media, onAgain }: Props) {
  const { t } = useTranslation('join');
  const sentence = useSentence();
  const [entered, setEntered] = useState(() => hasEntered(token));
  const client = useCallClient({ callId: place.callId, participantKey: place.participantKey }, media, entered);
  const { phase, call, selfId, refusal, receiptPath } = useStore(client.state, pick('phase', 'call', 'selfId', 'refusal', 'receiptPath'));
  const presence = call?.participants.find(({ id }) => id === selfId)?.presence;
  // Once let in, a lost connection is no reason to show the waiting room again.
  const [admitted, setAdmitted] = useState(false);
  if (!admitted && presence === 'connected') setAdmitted(true);
  if (admitted && presence === 'waiting') setAdmitted(false);

  const chosen = useStore(media.state, ({ chosen }) => chosen);
  useAdmissionNews(presence === 'waiting' ? 'waiting' : admitted ? 'admitted' : null, invitation.clinicianName, chosen.speaker);

  const over = phase === 'ended' || phase === 'denied' || phase === 'removed';
  useEffect(() => {
    if (phase === 'ended') forgetPlace(token);
    // The key stays: by it the clinician learns who asks again.
    else if (over) forgetEntered(token);
    if (over || phase === 'left' || phase === 'superseded') media.close();
  }, [over, phase, token, media]);

  const clinicianName = invitation.clinicianName;
  switch (phase) {
    case 'connecting':
    case 'in':
      if (call === null) return <Loading fullPage />;
      if (!entered)
        return (
          <ConsentStep
            client={client}
            clinicianName={clinicianName}
            drafts={invitation.drafts}
            onEntered={() => {
              keepEntered(token);
              setEntered(true);
            }}
          />
        );
      return admitted ? (
        <PatientCall client={client} media={media} call={call} clinicianName={clinicianName} />
      ) : (
        <WaitingStep client={client} media={media} clinicianName={clinicianName} />
      );
    case 'superseded':
      return <ElsewherePage onUseHere={onAgain} />;
    case 'ended':
      return (
        <MessagePage icon={<IconLeaf />} title={t('ended.title')} text={t('ended.text', { name: clinicianName })} testId="thank-you">
          <ReceiptLink path={receiptPath} />
        </MessagePage>
      );
    case 'left':
      return (
        <MessagePage icon={<IconLeaf />} title={t('left.title')} text={t('left.text')} testId="left">
          <Button onClick={onAgain} data-testid="rejoin">
            {t('left.rejoin')}
          </Button>
          <ReceiptLink path={receiptPath} />
        </MessagePage>
      );
    case 'denied':
      return (
        <MessagePage icon={<IconDoorOff />} title={t('denied.title')} text={t('denied.text', { name: clinicianName })} testId="denied">
          <Button variant="default" onClick={onAgain} data-testid="ask-again">
            {t('removed.again')}
          </Button>
        </MessagePage>
      );
    case 'removed':
      return (
        <MessagePage icon={<IconDoorOff />} title={t('removed.title')} text={t('removed.text')} testId="removed">
          <Button variant="default" onClick={onAgain} data-testid="ask-again">
            {t('removed.again')}
          </Button>
        </MessagePage>
      );
    case 'refused':
      return (
        <MessagePage
          icon={<IconDoorOff />}
          title={t('refused.title')}
          text={refusal === null ? t('refused.text') : sentence(refusal)}
          testId="refused"
        >
          <Button
            onClick={() => {
              forgetPlace(token);
              onAgain();
            }}
          >
            {t('refused.again')}
          </Button>
        </MessagePage>
      );
  }
}
