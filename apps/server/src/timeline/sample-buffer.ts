import type { EmotionSample } from '#contracts/emotion';
import { SampleColumns } from '#contracts/sample-columns';
import { SampleChunk } from './sample-chunk.ts';

/** Collects samples between two writes, so that a row holds more than one. */
export class SampleBuffer {
  #chunks = new Map<string, SampleChunk>();

  /** A sample that does not fit the classes, as one from before another model was loaded, is dropped. */
  add(callId: string, participantId: string, classes: string[], samples: EmotionSample[]): void {
    const fitting = samples.filter((sample) => SampleColumns.fits(classes, sample));
    if (fitting.length === 0) return;
    const key = `${callId} ${participantId} ${classes.join(',')}`;
    const chunk = this.#chunks.get(key);
    if (chunk === undefined) this.#chunks.set(key, new SampleChunk(callId, participantId, SampleColumns.of(classes, fitting)));
    else for (const sample of fitting) chunk.samples.push(sample);
  }

  /** Takes everything out. */
  take(): SampleChunk[] {
    const chunks = [...this.#chunks.values()];
    this.#chunks = new Map();
    return chunks;
  }
}
