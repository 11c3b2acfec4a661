import { token } from './text.ts';

/** A profile combines a detector and a classifier; the names are those of the models' manifest. */
export const profileName = token({ max: 100, min: 1 });

/** What is used where nobody chose: the combination that was measured best for a call (`models/README.md`). */
export const DEFAULT_PROFILE = 'call';
