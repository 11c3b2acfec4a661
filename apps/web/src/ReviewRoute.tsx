import { useParams } from 'react-router';
import { ReviewPage } from './review/ReviewPage.tsx';

export function ReviewRoute() {
  const { callId = '' } = useParams();
  return <ReviewPage key={callId} callId={callId} />;
}
