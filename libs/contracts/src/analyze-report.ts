import { z } from 'zod';
import { problem } from './recording.ts';
import { foundFace } from './recording-faces.ts';
import { serverText } from './text.ts';

/** What `npm run analyze -- --list-faces --json` prints. */
export const facesReport = z.object({
  files: z.array(
    z.object({
      video: serverText(),
      durationMs: z.number(),
      faces: z.array(foundFace),
      /** Further ones, seen for less than a second. */
      brief: z.int(),
      /** People at once in a picture whom this profile cannot follow; never analysed. */
      unfollowed: z.int(),
      outputs: z.array(serverText()),
      problem: problem.nullable(),
      /** Everything that a person should know: `problem`, and what else is true. */
      notices: z.array(problem),
    }),
  ),
});
export type FacesReport = z.infer<typeof facesReport>;

/** What `npm run analyze -- --json` prints. */
export const analyzeReport = z.object({
  files: z.array(
    z.object({
      video: serverText(),
      durationMs: z.number(),
      samples: z.int(),
      coverage: z.number(),
      /** Per class, of the time with an estimate; all faces together. */
      shares: z.record(serverText(), z.number()),
      outputs: z.array(serverText()),
      /** Set where the video could not be analysed, or only in part. */
      problem: problem.nullable(),
      /** Everything that a person should know: `problem`, and what else is true. */
      notices: z.array(problem),
    }),
  ),
});
export type AnalyzeReport = z.infer<typeof analyzeReport>;
