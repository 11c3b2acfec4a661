import { join } from 'node:path';
import type { Seal } from '../keys/seal.ts';

/** Where videos and what is made of them lie, sealed. */
export const filesFolder = (dataDir: string) => join(dataDir, 'files');

/** The key of one file, 64 hex digits: it opens no other, and comes from the key of the recording that the file belongs to. */
export const fileKey = (recording: Seal, name: string) => recording.derive(`file ${name}`);
