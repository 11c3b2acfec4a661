import type { AnalysisSettings } from '#contracts/analyzer-link';
import type { ClassifierManifest } from '#contracts/model-manifest';
import { Classifier } from './classify/classifier.ts';
import type { WantedDevice } from './classify/device.ts';
import { classifierOf, MODELS_FOLDER, profileOf, readManifest, readModelFile } from './classify/manifest.ts';
import { Crowd, type CrowdState } from './detect/crowd.ts';
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
export function modelChoice({
  profile,
  device,
  cascadePath,
  modelsPath = MODELS_FOLDER,
}: Pick<AnalysisSettings, 'profile' | 'device' | 'cascadePath' | 'modelsPath'>): ModelChoice & { readonly classes: readonly string[] } {
  const manifest = readManifest(modelsPath);
  const { detector, classifier: model } = profileOf(manifest, profile);
  return { detector, model, modelsPath, device, cascadePath: cascadePath ?? null, classes: classifierOf(manifest, model).classes };
}

/** A detector and a classifier for the thread that this is called on. @throws CascadeError, ModelError */
export async function loadModels(choice: ModelChoice): Promise<{ detector: Detector; classifier: Classifier }> {
  return { detector: await detectorOf(choice), classifier: await classifierFor(choice) };
}

/** What finds faces, alone: nothing that could say what they show. @throws CascadeError, ModelError */
export function loadFollower(settings: AnalysisSettings): Promise<Detector> {
  return detectorOf(modelChoice(settings));
}

/** A second detector's word on how many people there are, where the profile's own detector is the simpler one and another is installed; else null. */
export async function loadCrowd(settings: AnalysisSettings, state?: CrowdState): Promise<Crowd | null> {
  const { detector, modelsPath } = modelChoice(settings);
  const manifest = readManifest(modelsPath);
  const [second] = Object.entries(manifest.models).flatMap(([name, { kind }]) => (kind === 'mtcnn' && name !== detector ? [name] : []));
  return detector !== 'haar' || second === undefined ? null : new Crowd(await loadDetector(second, { manifest, modelsPath }), state);
}

/** What reads faces, alone: where they are is known. @throws ModelError */
export function loadReader(settings: AnalysisSettings): Promise<Classifier> {
  return classifierFor(modelChoice(settings));
}

/** Of the classifier that settings choose: what it is to see of a face. @throws ModelError */
export function readerManifest(settings: AnalysisSettings): ClassifierManifest {
  const { modelsPath, model } = modelChoice(settings);
  return classifierOf(readManifest(modelsPath), model);
}

function detectorOf({ detector, modelsPath, cascadePath }: ModelChoice): Promise<Detector> {
  return loadDetector(detector, { manifest: readManifest(modelsPath), modelsPath, cascadePath: cascadePath ?? undefined });
}

function classifierFor({ model: name, modelsPath, device }: ModelChoice): Promise<Classifier> {
  const model = classifierOf(readManifest(modelsPath), name);
  return Classifier.load(model, readModelFile(model, modelsPath), device);
}
