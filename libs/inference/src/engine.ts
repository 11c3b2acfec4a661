import { analysisSettings, type AnalysisSettings } from '#contracts/analyzer-link';
import type { Device } from './classify/device.ts';
import { modelChoice } from './load.ts';
import { ParticipantPipeline } from './pipeline.ts';
import { InferencePool } from './pool/pool.ts';

/** Inference as an analyzer uses it: one pool for all, a pipeline for each participant. */
export class InferenceEngine {
  /** Class names in the order of every sample's scores. */
  readonly classes: readonly string[];
  /** The classifier's name in the manifest. */
  readonly model: string;
  readonly pool: InferencePool;
  readonly #settings: AnalysisSettings;

  private constructor(settings: AnalysisSettings, model: string, classes: readonly string[], pool: InferencePool) {
    this.#settings = settings;
    this.model = model;
    this.classes = classes;
    this.pool = pool;
  }

  /** @throws CascadeError or ModelError, whose message says what to do; restarting does not help then */
  static async start(settings: Partial<AnalysisSettings> = {}): Promise<InferenceEngine> {
    const all = analysisSettings.parse(settings);
    const { classes, ...choice } = modelChoice(all);
    const pool = await InferencePool.start({ ...choice, threads: all.threads });
    return new InferenceEngine(all, choice.model, classes, pool);
  }

  /** The device that really answers. */
  get device(): Device {
    return this.pool.device;
  }

  openPipeline(tapId: string): ParticipantPipeline {
    const { windowMs, hysteresis } = this.#settings;
    return new ParticipantPipeline(tapId, this.pool, { classes: this.classes, windowMs, hysteresis });
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}
