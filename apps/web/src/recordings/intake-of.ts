import { useAccount } from '../api/account.ts';
import { Take } from './camera/take.ts';
import { openTusSending } from './upload/tus-sending.ts';
import { UploadQueue } from './upload/upload-queue.ts';

/** What an account is bringing in through this tab. Uploads go on while other pages are shown. */
export interface Intake {
  uploads: UploadQueue;
  take: Take;
}

let current: { accountId: string; intake: Intake } | null = null;

const warn = (event: BeforeUnloadEvent) => {
  if (current !== null && (current.intake.uploads.busy || current.intake.take.busy)) event.preventDefault();
};
const online = () => {
  current?.intake.uploads.retryNow();
};

function intakeOf(accountId: string): Intake {
  if (current?.accountId === accountId) return current.intake;
  // Somebody else has signed in here.
  current?.intake.uploads.close();
  const clock = {
    now: () => performance.now(),
    after: (ms: number, task: () => void) => {
      const timer = setTimeout(task, ms);
      return () => {
        clearTimeout(timer);
      };
    },
  };
  current = { accountId, intake: { uploads: new UploadQueue(openTusSending, clock), take: new Take() } };
  window.addEventListener('beforeunload', warn);
  window.addEventListener('online', online);
  return current.intake;
}

export function useIntake(): Intake {
  const account = useAccount();
  // Signed out, nothing is given up until somebody else signs in: uploads and recordings wait for their owner.
  return intakeOf(account.data?.id ?? current?.accountId ?? '');
}
