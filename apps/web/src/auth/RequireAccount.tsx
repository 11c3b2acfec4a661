import { Navigate, Outlet, useLocation } from 'react-router';
import { useAccount, useSetupStatus } from '../api/account.ts';
import { WaitingNews } from '../home/WaitingNews.tsx';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import { Loading } from '../ui/Loading.tsx';
import { PlainLayout } from '../ui/PlainLayout.tsx';

/** Lets signed-in clinicians through; sends everybody else to sign in, or to set up a new installation. */
export function RequireAccount() {
  const location = useLocation();
  const account = useAccount();
  const setup = useSetupStatus();
  const error = account.error ?? setup.error;
  if (error !== null) {
    return (
      <PlainLayout>
        <ErrorMessage
          error={error}
          onRetry={() => {
            void account.refetch();
            void setup.refetch();
          }}
        />
      </PlainLayout>
    );
  }
  if (account.data)
    return (
      <>
        <WaitingNews />
        <Outlet />
      </>
    );
  if (account.isPending || setup.data === undefined) return <Loading fullPage />;
  return <Navigate to={setup.data.needsSetup ? '/setup' : '/login'} replace state={{ from: location.pathname }} />;
}
