import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const classifierManifest = z.object({
  kind: z.literal('classifier'),
  /** File names relative to `models/`. */
  file: z.string(),
  sha256,
  card: z.string(),
  /** Class order of the output. */
  classes: z.array(z.string()).min(2),
  /** What the classes are names of, and so what the model is measured by: the majority of the FER+ votes, or FER2013's own label. */
  labels: z.enum(['ferplus', 'fer2013']),
  /** One grey plane, `[n, 1, height, width]` float32, each value `(grey / 255 - mean) / std`. */
  input: z.object({ name: z.string(), width: z.int(), height: z.int(), mean: z.number(), std: z.number() }),
  /** `[n, classes]` float32 logits, and where the network has them its class activation maps, `[n, classes, height, width]` float32. */
  output: z.object({ name: z.string(), cam: z.object({ name: z.string() }).optional() }),
  /** The square crop around a detector's box: side = `scale` x the box's longer side, centre moved by `shiftY` x side. */
  crop: z.object({ scale: z.number(), shiftY: z.number() }),
  /** Divides the logits before softmax (Guo et al. 2017); fitted on the validation split. */
  temperature: z.number().positive(),
  /** A sample whose top probability or lead over the second is lower is `uncertain`; chosen on the validation split. */
  uncertain: z.object({ minProbability: z.number(), minMargin: z.number() }),
  trainedOn: z.string(),
  /** Figures printed by `npm run evaluate`. */
  measured: z.record(z.string(), z.number()),
});
export type ClassifierManifest = z.infer<typeof classifierManifest>;

export const modelsManifest = z.object({
  version: z.literal(1),
  models: z.record(z.string(), classifierManifest),
  /** Which detector and classifier a profile combines. */
  profiles: z.record(z.string(), z.object({ detector: z.enum(['haar']), classifier: z.string() })),
});
export type ModelsManifest = z.infer<typeof modelsManifest>;
