import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { LoginPage } from './auth/LoginPage.tsx';
import { RequireAccount } from './auth/RequireAccount.tsx';
import { SetupPage } from './auth/SetupPage.tsx';
import { HomePage } from './home/HomePage.tsx';
import { AppLayout } from './ui/AppLayout.tsx';
import { Loading } from './ui/Loading.tsx';
import { NotFoundPage } from './ui/NotFoundPage.tsx';

// Patients load neither the charts nor the review; clinicians load the call when they open one.
const CallPage = lazy(() => import('./call/CallPage.tsx').then(({ CallPage: page }) => ({ default: page })));
const AuditPage = lazy(() => import('./settings/AuditPage.tsx').then(({ AuditPage: page }) => ({ default: page })));
const JoinPage = lazy(() => import('./join/JoinPage.tsx').then(({ JoinPage: page }) => ({ default: page })));
const ReceiptPage = lazy(() => import('./receipt/ReceiptPage.tsx').then(({ ReceiptPage: page }) => ({ default: page })));
const RecordingsPage = lazy(() => import('./recordings/RecordingsPage.tsx').then(({ RecordingsPage: page }) => ({ default: page })));
const RecordingPage = lazy(() => import('./recording-review/RecordingPage.tsx').then(({ RecordingPage: page }) => ({ default: page })));
const ReviewRoute = lazy(() => import('./ReviewRoute.tsx').then(({ ReviewRoute: page }) => ({ default: page })));

export function App() {
  return (
    <Suspense fallback={<Loading fullPage />}>
      <Routes>
        <Route path="/setup" element={<SetupPage />} />
        <Route path="/login" element={<LoginPage />} />
        <Route path="/join/:token" element={<JoinPage />} />
        <Route path="/receipt/:token" element={<ReceiptPage />} />
        <Route element={<RequireAccount />}>
          <Route path="/calls/:callId" element={<CallPage />} />
          <Route element={<AppLayout />}>
            <Route path="/" element={<HomePage />} />
            <Route path="/calls/:callId/review" element={<ReviewRoute />} />
            <Route path="/recordings" element={<RecordingsPage />} />
            <Route path="/recordings/:recordingId" element={<RecordingPage />} />
            <Route path="/settings/audit" element={<AuditPage />} />
          </Route>
        </Route>
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </Suspense>
  );
}
