import type { EmotionSample } from '#contracts/emotion';
import type { SampleChunk } from './timeline.repository.ts';

/** Samples kept while they cannot be stored: about ten minutes of four participants. */
const MAX_HELD = 12_000;

/** Collects samples between two writes. While storing fails it holds on to them, and counts what it must let go. */
export class SampleBuffer {
  #chunks = new Map<string, SampleChunk>();
  #held = 0;
  #lost = 0;

  /** Samples that were let go since the start. */
  get lost(): number {
    return this.#lost;
  }

  add(callId: string, participantId: string, classes: string[], samples: EmotionSample[]): void {
    if (samples.length === 0) return;
    const key = `${callId} ${participantId} ${classes.join(',')}`;
    const chunk = this.#chunks.get(key);
    if (chunk === undefined) this.#chunks.set(key, { callId, participantId, classes, samples: [...samples] });
    else chunk.samples.push(...samples);
    this.#held += samples.length;
    while (this.#held > MAX_HELD) this.#letGoOldest();
  }

  /** Takes everything out. */
  take(): SampleChunk[] {
    const chunks = [...this.#chunks.values()];
    this.#chunks = new Map();
    this.#held = 0;
    return chunks;
  }

  /** Puts back what could not be stored, before what came since. */
  giveBack(chunks: SampleChunk[]): void {
    const since = this.take();
    for (const { callId, participantId, classes, samples } of [...chunks, ...since]) this.add(callId, participantId, classes, samples);
  }

  /** Forgets a participant's samples. Returns how many there were. */
  forget(callId: string, participantId: string): number {
    let count = 0;
    for (const [key, chunk] of this.#chunks) {
      if (chunk.callId !== callId || chunk.participantId !== participantId) continue;
      count += chunk.samples.length;
      this.#chunks.delete(key);
    }
    this.#held -= count;
    return count;
  }

  #letGoOldest(): void {
    const [key, chunk] = [...this.#chunks].reduce((longest, entry) => entry[1].samples.length > longest[1].samples.length ? entry : longest);
    const count = Math.min(chunk.samples.length, MAX_HELD / 10);
    chunk.samples.splice(0, count);
    if (chunk.samples.length === 0) this.#chunks.delete(key);
    this.#held -= count;
    this.#lost += count;
  }
}
