import { z } from 'zod';
import { emotionSample } from '#contracts/emotion';
import { decodeSamples, encodeSamples } from '#contracts/sample-codec';
import { SampleColumns } from '#contracts/sample-columns';

/** Consecutive samples of one participant. */
export class SampleChunk {
  readonly callId: string;
  readonly participantId: string;
  readonly samples: SampleColumns;

  constructor(callId: string, participantId: string, samples: SampleColumns) {
    this.callId = callId;
    this.participantId = participantId;
    this.samples = samples;
  }

  get startMs(): number {
    return this.samples.length === 0 ? 0 : this.samples.atMs[0]!;
  }

  /** As it stands in the spool; see {@link sampleChunk}. */
  toJSON(): z.input<typeof asBytes> {
    const { callId, participantId, samples } = this;
    return { callId, participantId, classes: [...samples.classes], data: Buffer.from(encodeSamples(samples)).toString('base64') };
  }
}

const of = { callId: z.uuid(), participantId: z.uuid(), classes: z.array(z.string()) };
const asBytes = z.object({ ...of, data: z.base64() });
/** An earlier version wrote samples one by one. */
const asList = z.object({ ...of, samples: z.array(emotionSample) });

/** Reads a chunk back from JSON. */
export const sampleChunk = z.union([asBytes, asList]).transform((chunk, context): SampleChunk => {
  const { callId, participantId, classes } = chunk;
  try {
    return new SampleChunk(
      callId,
      participantId,
      'data' in chunk ? decodeSamples(Buffer.from(chunk.data, 'base64'), classes) : SampleColumns.of(classes, chunk.samples),
    );
  } catch (error) {
    context.addIssue({ code: 'custom', message: String(error) });
    return z.NEVER;
  }
});
