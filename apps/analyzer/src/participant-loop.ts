import type { EmotionSample } from '#contracts/emotion';
import type { Frame } from '#inference/frame';
import type { FrameTap, TappedFrame, TappedPicture } from './frame-tap.ts';
import type { LayerChooser, Layers } from './layers.ts';
import type { Sampler } from './sampler.ts';

/** Frames of one participant in, samples out, in order; null where a frame got no result, as a newer one took its place. */
export interface FramePipeline {
  /** `wanted` is asked once more right before the frame is looked at. */
  process(frame: Frame, wanted: () => boolean, speaking: boolean): Promise<EmotionSample | null>;
  close(): void;
}

export interface ParticipantLoopParts {
  tap: FrameTap;
  sampler: Sampler;
  layers: LayerChooser;
  pipeline: FramePipeline;
  /** The call's clock. */
  nowMs: () => number;
  /** Whether the server allows it at this moment. */
  allowed: () => boolean;
  onSample: (sample: EmotionSample) => void;
  onLayers: (layers: Layers) => void;
}

/** Without a face for so long, fewer frames are looked at. */
const IDLE_AFTER_MS = 5_000;

export interface LoopStats {
  framesReceived: number;
  framesSampled: number;
  framesDropped: number;
  width: number;
  height: number;
}

/** One participant: tap → sampler → pipeline, which keeps the newest of the frames that wait: whatever is looked at is hardly older than the camera's picture. */
export class ParticipantLoop {
  /** Whether the participant is the one who speaks. */
  speaking = false;
  readonly #parts: ParticipantLoopParts;
  #paused = false;
  #closed = false;
  #noFaceSince: number | null = null;
  readonly #stats: LoopStats = { framesReceived: 0, framesSampled: 0, framesDropped: 0, width: 0, height: 0 };

  constructor(parts: ParticipantLoopParts) {
    this.#parts = parts;
    parts.tap.onPicture = (picture) => this.#receive(picture);
  }

  get stats(): LoopStats {
    return { ...this.#stats };
  }

  /** While paused (a muted camera still sends a black picture now and then) nothing is sampled. */
  pause(paused: boolean): void {
    this.#paused = paused;
    if (!paused) this.#parts.sampler.restart();
  }

  close(): void {
    this.#closed = true;
    this.#parts.tap.close();
    this.#parts.pipeline.close();
  }

  #receive(picture: TappedPicture): void {
    const { sampler, nowMs } = this.#parts;
    this.#stats.framesReceived++;
    this.#stats.width = picture.width;
    this.#stats.height = picture.height;
    if (!this.#goesOn() || !sampler.due(performance.now())) return;
    this.#stats.framesSampled++;
    void this.#analyse(picture.toFrame(nowMs()), this.speaking);
  }

  async #analyse(frame: TappedFrame, speaking: boolean): Promise<void> {
    try {
      const sample = await this.#parts.pipeline.process(frame, () => this.#goesOn(), speaking);
      if (sample === null) this.#stats.framesDropped++;
      else if (this.#goesOn()) this.#give(sample);
    } catch (error) {
      this.#stats.framesDropped++;
      if (!this.#closed) console.error('A frame could not be analysed:', error instanceof Error ? error.message : error);
    } finally {
      frame.free();
    }
  }

  #goesOn(): boolean {
    return !this.#paused && !this.#closed && this.#parts.allowed();
  }

  #give(sample: EmotionSample): void {
    const { layers, sampler, onSample, onLayers } = this.#parts;
    onSample(sample);
    const now = performance.now();
    this.#noFaceSince = sample.faceHeight === null ? (this.#noFaceSince ?? now) : null;
    sampler.idle = this.#noFaceSince !== null && now - this.#noFaceSince >= IDLE_AFTER_MS;
    const changed = layers.observe(sample.faceHeight, sampler.frameRate, now);
    if (changed !== null) onLayers(changed);
  }
}
