/** The tables, by subject. A change is followed by `npm run migrations -- --name what-changed`. */
export * from './accounts.ts';
export * from './audit.ts';
export * from './calls.ts';
export * from './consent.ts';
export * from './drafts.ts';
export * from './installation.ts';
export * from './keys.ts';
export * from './notes.ts';
export * from './recordings.ts';
export * from './timeline.ts';
export * from './transcript.ts';
