import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelsManifest } from '#contracts/model-manifest';
import { DEFAULT_PROFILE } from '#contracts/profile';
import { projectRoot } from '../config/project-root.ts';
import { badRequest } from '../http/api-exception.ts';

/** The profiles of the installed models; where the manifest cannot be read, which the analyzer explains best, those that are always there. */
export function knownProfiles(modelsPath: string | undefined): string[] {
  try {
    return Object.keys(
      modelsManifest.parse(JSON.parse(readFileSync(join(modelsPath ?? join(projectRoot, 'models'), 'manifest.json'), 'utf8'))).profiles,
    );
  } catch {
    return [DEFAULT_PROFILE, 'light', 'accurate'];
  }
}

/** Throws 400 `profile-unknown`. */
export function checkProfile(modelsPath: string | undefined, profile: string): void {
  const known = knownProfiles(modelsPath);
  if (!known.includes(profile))
    throw badRequest('profile-unknown', `There is no profile "${profile}". There are: ${known.join(', ')}.`, {
      profile,
      known: known.join(', '),
    });
}
