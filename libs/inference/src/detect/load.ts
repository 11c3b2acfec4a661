import type { ModelsManifest } from '#contracts/model-manifest';
import { detectorOf, readModelFile } from '../classify/manifest.ts';
import type { Detector } from './detector.ts';
import { loadCascade } from './haar/cascade-source.ts';
import { HaarDetector } from './haar/haar-detector.ts';
import { HaarSearch } from './haar/haar-search.ts';
import { MtcnnDetector } from './mtcnn/mtcnn-detector.ts';

export interface DetectorSources {
  readonly manifest: ModelsManifest;
  /** The folder that the manifest's files are in. */
  readonly modelsPath: string;
  /** The Haar cascade, where a certain one is wanted. */
  readonly cascadePath?: string | undefined;
}

/**
 * A detector by its name: `haar`, or an entry of the manifest.
 *
 * @throws CascadeError, ModelError
 */
export async function loadDetector(name: string, { manifest, modelsPath, cascadePath }: DetectorSources): Promise<Detector> {
  if (name === 'haar') return new HaarSearch(new HaarDetector(loadCascade(cascadePath)));
  const model = detectorOf(manifest, name);
  const { proposal, refinement, output } = model.stages;
  return MtcnnDetector.load(model, {
    proposal: readModelFile(proposal, modelsPath),
    refinement: readModelFile(refinement, modelsPath),
    output: readModelFile(output, modelsPath),
  });
}
