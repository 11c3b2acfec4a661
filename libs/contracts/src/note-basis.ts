import { z } from 'zod';
import { serverText } from './text.ts';

/** What a signature stands on. `samples` are all that was estimated; `summary` is what the whole comes to. */
export const basisPart = z.enum(['note', 'transcript', 'samples', 'summary']);
export type BasisPart = z.infer<typeof basisPart>;

/** SHA-256 of each part, in hex. `version` is that of the way they are computed. */
export const signedBasis = z.object({ version: z.literal(1), hashes: z.record(basisPart, serverText()) });
export type SignedBasis = z.infer<typeof signedBasis>;
