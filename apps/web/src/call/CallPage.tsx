import { useState } from 'react';
import { useParams } from 'react-router';
import { useLocalMedia } from '../devices/use-local-media.ts';
import { ConnectedCall } from './ConnectedCall.tsx';
import { useCallClient } from './use-call-client.ts';

function Place({ callId, onUseHere }: { callId: string; onUseHere: () => void }) {
  const media = useLocalMedia();
  const client = useCallClient({ callId }, media, true);
  return <ConnectedCall callId={callId} client={client} media={media} onUseHere={onUseHere} />;
}

/** The clinician's call. */
export function CallPage() {
  const { callId = '' } = useParams();
  const [attempt, setAttempt] = useState(0);
  return (
    <Place
      key={`${callId}-${String(attempt)}`}
      callId={callId}
      onUseHere={() => {
        setAttempt(attempt + 1);
      }}
    />
  );
}
