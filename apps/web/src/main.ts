import { isForPatients } from './audience.ts';

/** As little as possible: index.html's own picture stands until the rest is there, and all that the first page needs is asked for at once. */
const forPatients = isForPatients(window.location.pathname);

void Promise.all([
  import('./start.tsx'),
  import('./ui/i18n.ts').then(({ startTexts }) => startTexts(forPatients ? 'patient' : 'all')),
  forPatients ? import('./PatientPages.tsx') : import('./ClinicianPages.tsx'),
]).then(([{ start }]) => {
  start();
});
