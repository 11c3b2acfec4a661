import type { Classifier } from '#inference/classify/classifier';
import type { Detector } from '#inference/detect/detector';
import { loadModels, modelChoice } from '#inference/load';

/** What is found of a profile's detector and classifier, under their names. */
export async function ofProfile<Found extends object>(
  { profile, models }: { profile: string; models?: string },
  find: (detector: Detector, classifier: Classifier) => Promise<Found>,
): Promise<Found & { profile: string; detector: string; model: string }> {
  const choice = modelChoice({ profile, device: 'cpu', modelsPath: models });
  const { detector, classifier } = await loadModels(choice);
  try {
    return { profile, detector: choice.detector, model: choice.model, ...(await find(detector, classifier)) };
  } finally {
    await Promise.all([classifier.close(), detector.close?.()]);
  }
}
