import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { loadAllTexts } from './ui/i18n.ts';
import { Loading } from './ui/Loading.tsx';

// Patients load none of the clinician's pages, and the other way round.
const PatientPages = lazy(() => import('./PatientPages.tsx').then(({ PatientPages: pages }) => ({ default: pages })));
const ClinicianPages = lazy(async () => {
  const [{ ClinicianPages: pages }] = await Promise.all([import('./ClinicianPages.tsx'), loadAllTexts()]);
  return { default: pages };
});

export function App() {
  return (
    <Suspense fallback={<Loading fullPage />}>
      <Routes>
        <Route path="/join/*" element={<PatientPages />} />
        <Route path="/receipt/*" element={<PatientPages />} />
        <Route path="*" element={<ClinicianPages />} />
      </Routes>
    </Suspense>
  );
}
