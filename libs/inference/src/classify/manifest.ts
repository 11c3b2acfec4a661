import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  modelsManifest,
  type ClassifierManifest,
  type ModelFile,
  type ModelsManifest,
  type MtcnnManifest,
} from '#contracts/model-manifest';
import { ModelError } from '../errors.ts';

/** The repository's `models/`. */
export const MODELS_FOLDER = fileURLToPath(new URL('../../../../models', import.meta.url));

/** Reads `manifest.json` of a folder of models. @throws ModelError `manifest-missing` or `manifest-broken` */
export function readManifest(folder: string = MODELS_FOLDER): ModelsManifest {
  const path = join(folder, 'manifest.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ModelError(
      'manifest-missing',
      `The models' manifest ${path} cannot be read. Restore the folder models/ from the repository.`,
      { cause },
    );
  }
  try {
    return modelsManifest.parse(JSON.parse(text));
  } catch (cause) {
    throw new ModelError(
      'manifest-broken',
      `The models' manifest ${path} is damaged. Restore it from the repository, or export the models again (models/training).`,
      { cause },
    );
  }
}

/** The manifest entry of a classifier. @throws ModelError `unknown-model`, naming those that exist */
export function classifierOf(manifest: ModelsManifest, name: string): ClassifierManifest {
  const entry = Object.hasOwn(manifest.models, name) ? manifest.models[name] : undefined;
  if (entry?.kind !== 'classifier') {
    throw new ModelError(
      'unknown-model',
      `There is no model "${name}" that classifies. The manifest has: ${namesOf(manifest, 'classifier').join(', ') || 'none'}.`,
    );
  }
  return entry;
}

/** The manifest entry of a detector that is a model. @throws ModelError `unknown-model`, naming those that exist */
export function detectorOf(manifest: ModelsManifest, name: string): MtcnnManifest {
  const entry = Object.hasOwn(manifest.models, name) ? manifest.models[name] : undefined;
  if (entry?.kind !== 'mtcnn') {
    throw new ModelError(
      'unknown-model',
      `There is no detector "${name}". There are: ${['haar', ...namesOf(manifest, 'mtcnn')].join(', ')}.`,
    );
  }
  return entry;
}

/** A profile's detector and classifier by their names. @throws ModelError `unknown-model`, naming the profiles that exist */
export function profileOf(manifest: ModelsManifest, profile: string): ModelsManifest['profiles'][string] {
  const entry = Object.hasOwn(manifest.profiles, profile) ? manifest.profiles[profile] : undefined;
  if (entry === undefined) {
    throw new ModelError(
      'unknown-model',
      `There is no profile "${profile}". The manifest has: ${Object.keys(manifest.profiles).join(', ') || 'none'}.`,
    );
  }
  return entry;
}

function namesOf(manifest: ModelsManifest, kind: ModelsManifest['models'][string]['kind']): string[] {
  return Object.entries(manifest.models)
    .filter(([, entry]) => entry.kind === kind)
    .map(([name]) => name);
}

/** A model file's bytes, if they are those that the manifest describes. @throws ModelError `file-missing` or `wrong-hash` */
export function readModelFile(model: ModelFile, folder: string = MODELS_FOLDER): Buffer {
  const path = join(folder, model.file);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new ModelError(
      'file-missing',
      `The model file ${path} cannot be read. Restore it from the repository, or export it again (models/training).`,
      { cause },
    );
  }
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== model.sha256) {
    throw new ModelError(
      'wrong-hash',
      `The model file ${path} is not the one that the manifest describes (sha256 ${found.slice(0, 12)}…, expected ${model.sha256.slice(0, 12)}…). Restore both from the repository.`,
    );
  }
  return bytes;
}
