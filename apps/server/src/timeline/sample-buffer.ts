import type { EmotionSample } from '#contracts/emotion';
import type { SampleChunk } from './timeline.repository.ts';

/** Collects samples between two writes, so that a row holds more than one. */
export class SampleBuffer {
  #chunks = new Map<string, SampleChunk>();

  add(callId: string, participantId: string, classes: string[], samples: EmotionSample[]): void {
    if (samples.length === 0) return;
    const key = `${callId} ${participantId} ${classes.join(',')}`;
    const chunk = this.#chunks.get(key);
    if (chunk === undefined) this.#chunks.set(key, { callId, participantId, classes, samples: [...samples] });
    else chunk.samples.push(...samples);
  }

  /** Takes everything out. */
  take(): SampleChunk[] {
    const chunks = [...this.#chunks.values()];
    this.#chunks = new Map();
    return chunks;
  }
}
