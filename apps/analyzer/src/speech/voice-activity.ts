import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readManifest, readModelFile } from '#inference/classify/manifest';
import { ModelError } from '#inference/errors';

/** Samples a second of all sound that is listened to: mono, −1 to 1. */
export const SAMPLE_RATE = 16_000;
/** The network's step: 32 ms. */
export const FRAME_SAMPLES = 512;
export const FRAME_MS = (FRAME_SAMPLES * 1_000) / SAMPLE_RATE;

const MODEL = 'silero-vad';
const CONTEXT_SAMPLES = 64;
const STATE = { dims: [2, 1, 128], size: 256 } as const;
const RATE = new Tensor('int64', BigInt64Array.of(BigInt(SAMPLE_RATE)), []);

/** Whether there is speech (Silero VAD 5, models/silero-vad.md). One network for all streams; each has a memory of its own. */
export class VoiceActivity {
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  /** @throws ModelError where the model is missing, damaged or cannot be run */
  static async load(modelsPath?: string): Promise<VoiceActivity> {
    const entry = readManifest(modelsPath).models[MODEL];
    if (entry?.kind !== 'voice-activity')
      throw new ModelError(
        'unknown-model',
        `The models' manifest has no "${MODEL}", so speech cannot be told from silence. Restore models/ from the repository.`,
      );
    const bytes = readModelFile(entry, modelsPath);
    const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 });
    return new VoiceActivity(session);
  }

  open(): VoiceStream {
    return new VoiceStream(this.#session);
  }
}

/** The frames of one microphone in their order. */
export class VoiceStream {
  readonly #session: InferenceSession;
  readonly #input = new Float32Array(CONTEXT_SAMPLES + FRAME_SAMPLES);
  #state: Tensor = new Tensor('float32', new Float32Array(STATE.size), STATE.dims);

  constructor(session: InferenceSession) {
    this.#session = session;
  }

  /** How likely there is speech in this frame of {@link FRAME_SAMPLES}. One at a time. */
  async probability(frame: Float32Array): Promise<number> {
    this.#input.copyWithin(0, FRAME_SAMPLES);
    this.#input.set(frame, CONTEXT_SAMPLES);
    const answer = await this.#session.run({
      input: new Tensor('float32', this.#input, [1, this.#input.length]),
      state: this.#state,
      sr: RATE,
    });
    this.#state = answer['stateN'] as Tensor;
    return (answer['output']!.data as Float32Array)[0]!;
  }

  /** What comes next has nothing to do with what came before. */
  reset(): void {
    this.#input.fill(0);
    this.#state = new Tensor('float32', new Float32Array(STATE.size), STATE.dims);
  }
}
