import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { CascadeError } from '#inference/errors';
import type { Cascade } from './cascade.ts';
import { readOpenCvCascade } from './opencv-xml.ts';
import { readTrackingCascade } from './tracking-array.ts';

/** Where Debian's package `opencv-data` puts the cascade that is used by default. */
const DEBIAN_CASCADE = '/usr/share/opencv4/haarcascades/haarcascade_frontalface_alt.xml';

/**
 * The face cascade: from `path` if one is given, else Debian's `opencv-data`, else the npm package `tracking`.
 * A path that was asked for is never silently replaced by another source.
 *
 * @throws CascadeError
 */
export function loadCascade(path?: string): Cascade {
  if (path !== undefined && path !== '') return readNamed(path);
  const debian = readIfThere(DEBIAN_CASCADE);
  return debian === undefined ? readTracking() : readOpenCvCascade(debian, DEBIAN_CASCADE);
}

function readNamed(path: string): Cascade {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw new CascadeError(
      'missing',
      `The cascade file ${path} ${why}. Correct the path, or leave it out to use the one that comes with Attune.`,
      { cause },
    );
  }
  return text.includes('tracking.ViolaJones') ? readTrackingCascade(text, path) : readOpenCvCascade(text, path);
}

/** The cascade that the npm package `tracking` brings along. @throws CascadeError */
export function readTracking(): Cascade {
  let script: string;
  try {
    script = readFileSync(createRequire(import.meta.url).resolve('tracking/build/data/face-min.js'), 'utf8');
  } catch (cause) {
    throw new CascadeError(
      'missing',
      'No face cascade was found: the npm package "tracking" is not installed. Run npm ci, install Debian\'s opencv-data, or name a cascade file.',
      { cause },
    );
  }
  return readTrackingCascade(script, 'npm package tracking (face)');
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
