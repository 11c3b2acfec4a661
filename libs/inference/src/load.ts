import type { AnalysisSettings } from '#contracts/analyzer-link';
import { Classifier } from './classify/classifier.ts';
import type { WantedDevice } from './classify/device.ts';
import { classifierOf, MODELS_FOLDER, profileOf, readManifest, readModelFile } from './classify/manifest.ts';
import type { Detector } from './detect/detector.ts';
import { loadDetector } from './detect/load.ts';

/** Which networks, from where, on what. */
export interface ModelChoice {
  /** `haar`, or a name in the manifest. */
  readonly detector: string;
  /** The classifier's name in the manifest. */
  readonly model: string;
  readonly modelsPath: string;
  readonly device: WantedDevice;
  readonly cascadePath: string | null;
}

/** What settings choose. @throws ModelError `manifest-missing`, `manifest-broken` or `unknown-model` */
export function modelChoice({ profile, device, cascadePath, modelsPath = MODELS_FOLDER }: Pick<AnalysisSettings, 'profile' | 'device' | 'cascadePath' | 'modelsPath'>): ModelChoice & { readonly classes: readonly string[] } {
  const manifest = readManifest(modelsPath);
  const { detector, classifier: model } = profileOf(manifest, profile);
  return { detector, model, modelsPath, device, cascadePath: cascadePath ?? null, classes: classifierOf(manifest, model).classes };
}

/** A detector and a classifier for the thread that this is called on. @throws CascadeError, ModelError */
export async function loadModels(choice: ModelChoice): Promise<{ detector: Detector; classifier: Classifier }> {
  const { modelsPath } = choice;
  const manifest = readManifest(modelsPath);
  const detector = await loadDetector(choice.detector, { manifest, modelsPath, cascadePath: choice.cascadePath ?? undefined });
  const model = classifierOf(manifest, choice.model);
  return { detector, classifier: await Classifier.load(model, readModelFile(model, modelsPath), choice.device) };
}
