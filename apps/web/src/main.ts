/**
 * As little as possible: index.html's own picture stands until the rest is there, and all that the first page needs is asked for at
 * once. Patients load neither the clinician's pages nor their texts.
 */
const atPatient = /^\/(?:join|receipt)\//.test(window.location.pathname);

void Promise.all([
  import('./start.tsx'),
  import('./ui/i18n.ts').then(({ startTexts }) => startTexts(atPatient ? 'patient' : 'all')),
  atPatient ? import('./PatientPages.tsx') : import('./ClinicianPages.tsx'),
]).then(([{ start }]) => { start(); });
