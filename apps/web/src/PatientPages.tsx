import { lazy } from 'react';
import { Route, Routes } from 'react-router';
import { JoinPage } from './join/JoinPage.tsx';
import { NotFoundPage } from './ui/NotFoundPage.tsx';

const ReceiptPage = lazy(() => import('./receipt/ReceiptPage.tsx').then(({ ReceiptPage: page }) => ({ default: page })));

/** The pages of people without an account: where an invitation and where a receipt leads. */
export function PatientPages() {
  return (
    <Routes>
      <Route path="/join/:token" element={<JoinPage />} />
      <Route path="/receipt/:token" element={<ReceiptPage />} />
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}
