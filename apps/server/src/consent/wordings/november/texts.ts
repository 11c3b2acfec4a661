export * from './draft.ts';
export * from './expression.ts';
export * from './transcription.ts';
