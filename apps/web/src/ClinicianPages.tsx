import { lazy } from 'react';
import { Route, Routes } from 'react-router';
import { LoginPage } from './auth/LoginPage.tsx';
import { RequireAccount } from './auth/RequireAccount.tsx';
import { SetupPage } from './auth/SetupPage.tsx';
import { HomePage } from './home/HomePage.tsx';
import { AppLayout } from './ui/AppLayout.tsx';
import { NotFoundPage } from './ui/NotFoundPage.tsx';

// The call and the charts come when a clinician opens them.
const CallPage = lazy(() => import('./call/CallPage.tsx').then(({ CallPage: page }) => ({ default: page })));
const AuditPage = lazy(() => import('./settings/AuditPage.tsx').then(({ AuditPage: page }) => ({ default: page })));
const RetentionPage = lazy(() => import('./settings/RetentionPage.tsx').then(({ RetentionPage: page }) => ({ default: page })));
const StatusPage = lazy(() => import('./settings/StatusPage.tsx').then(({ StatusPage: page }) => ({ default: page })));
const RecordingsPage = lazy(() => import('./recordings/RecordingsPage.tsx').then(({ RecordingsPage: page }) => ({ default: page })));
const RecordingPage = lazy(() => import('./recording-review/RecordingPage.tsx').then(({ RecordingPage: page }) => ({ default: page })));
const ReviewRoute = lazy(() => import('./ReviewRoute.tsx').then(({ ReviewRoute: page }) => ({ default: page })));

/** The pages of clinicians, from setting up to the review. */
export function ClinicianPages() {
  return (
    <Routes>
      <Route path="/setup" element={<SetupPage />} />
      <Route path="/login" element={<LoginPage />} />
      <Route element={<RequireAccount />}>
        <Route path="/calls/:callId" element={<CallPage />} />
        <Route element={<AppLayout />}>
          <Route path="/" element={<HomePage />} />
          <Route path="/calls/:callId/review" element={<ReviewRoute />} />
          <Route path="/recordings" element={<RecordingsPage />} />
          <Route path="/recordings/:recordingId" element={<RecordingPage />} />
          <Route path="/settings/audit" element={<AuditPage />} />
          <Route path="/settings/status" element={<StatusPage />} />
          <Route path="/settings/retention" element={<RetentionPage />} />
        </Route>
      </Route>
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}
