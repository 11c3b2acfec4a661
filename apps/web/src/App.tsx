import { lazy, Suspense } from 'react';
import { useLocation } from 'react-router';
import { isForPatients } from './audience.ts';
import { loadAllTexts } from './ui/i18n.ts';
import { Loading } from './ui/Loading.tsx';

const PatientPages = lazy(() => import('./PatientPages.tsx').then(({ PatientPages: pages }) => ({ default: pages })));
const ClinicianPages = lazy(async () => {
  const [{ ClinicianPages: pages }] = await Promise.all([import('./ClinicianPages.tsx'), loadAllTexts()]);
  return { default: pages };
});

export function App() {
  const { pathname } = useLocation();
  return <Suspense fallback={<Loading fullPage />}>{isForPatients(pathname) ? <PatientPages /> : <ClinicianPages />}</Suspense>;
}
