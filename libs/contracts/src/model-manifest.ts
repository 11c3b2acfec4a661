import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const share = z.number().min(0).max(1);
const point = z.tuple([z.number(), z.number()]);

/** File names relative to `models/`. */
const modelFile = z.object({ file: z.string(), sha256 });
export type ModelFile = z.infer<typeof modelFile>;

/** What every model says about itself; `measured` is what `npm run evaluate` prints. */
const about = { card: z.string(), trainedOn: z.string(), measured: z.record(z.string(), z.number()) };

export const classifierManifest = z.object({
  kind: z.literal('classifier'),
  ...modelFile.shape,
  ...about,
  /** Class order of the output. */
  classes: z.array(z.string()).min(2),
  /** What the classes are names of, and so what the model is measured by: the majority of the FER+ votes, or FER2013's own label. */
  labels: z.enum(['ferplus', 'fer2013']),
  /** One grey plane, `[n, 1, height, width]` float32, each value `(grey / 255 - mean) / std`. */
  input: z.object({ name: z.string(), width: z.int(), height: z.int(), mean: z.number(), std: z.number() }),
  /** `[n, classes]` float32 logits, and where the network has them its class activation maps, `[n, classes, height, width]` float32. */
  output: z.object({ name: z.string(), cam: z.object({ name: z.string() }).optional() }),
  crop: z.object({
    /** The square crop around a detector's box: side = `scale` x the box's longer side, centre moved by `shiftY` x side. */
    scale: z.number(),
    shiftY: z.number(),
    /**
     * Where landmarks lie in a crop, as shares of its side (left eye, right eye, nose, left and right corner of the mouth): the
     * crop of a face with landmarks is turned, scaled and moved until its own come closest to these.
     */
    landmarks: z.tuple([point, point, point, point, point]).optional(),
  }),
  /** Divides the logits before softmax (Guo et al. 2017); fitted on the validation split. */
  temperature: z.number().positive(),
  /** A sample whose top probability or lead over the second is lower is `uncertain`; chosen on the validation split. */
  uncertain: z.object({ minProbability: z.number(), minMargin: z.number() }),
});
export type ClassifierManifest = z.infer<typeof classifierManifest>;

/**
 * A network of the cascade. Input `[n, 1, height, width]` float32; outputs `face` (0-1), `edges` (left, top, right, bottom relative
 * to the window, in shares of its side) and, of the last one, `landmarks` (x, y of the five from the window's corner, likewise).
 */
const cascadeStage = modelFile.extend({
  /** Side of what it sees, pixels. */
  size: z.int().positive(),
  /** How many times the side of the window that it judges it sees, the window in the middle. */
  context: z.number().min(1),
  /** What a window must score to go on, or in the end to be a face; chosen on held-out pictures. */
  threshold: share,
});

/** A cascade of three networks that finds faces and their landmarks (Zhang et al. 2016). */
export const mtcnnManifest = z.object({
  kind: z.literal('mtcnn'),
  ...about,
  /** Each value is `(grey / 255 - mean) / std`. */
  input: z.object({ name: z.string(), mean: z.number(), std: z.number().positive() }),
  stages: z.object({ proposal: cascadeStage, refinement: cascadeStage, output: cascadeStage }),
  /** The smallest face looked for, in pixels, and from one size of the picture to the next. */
  pyramid: z.object({ minFace: z.number().min(12), factor: z.number().min(0.3).max(0.95) }),
  /** What a face must score to be followed where one just was. */
  followThreshold: share,
});
export type MtcnnManifest = z.infer<typeof mtcnnManifest>;

/** A recurrent network that says whether there is speech, one frame of sound after the other. */
export const voiceActivityManifest = z.object({ kind: z.literal('voice-activity'), ...modelFile.shape, ...about });
export type VoiceActivityManifest = z.infer<typeof voiceActivityManifest>;

export const modelsManifest = z.object({
  version: z.literal(1),
  models: z.record(z.string(), z.discriminatedUnion('kind', [classifierManifest, mtcnnManifest, voiceActivityManifest])),
  /** Which detector (`haar`, or a model's name) and classifier a profile combines. */
  profiles: z.record(z.string(), z.object({ detector: z.string(), classifier: z.string() })),
});
export type ModelsManifest = z.infer<typeof modelsManifest>;
