import { CascadeError } from '#inference/errors';
import { checkCascade, type Cascade, type FeatureRect, type Stage, type Tree } from './cascade.ts';

/**
 * Reads the flat form in which the npm package `tracking` ships OpenCV's cascades (its `face` is
 * haarcascade_frontalface_alt): width, height, then per stage its threshold and number of stumps, per stump whether it is
 * tilted, the number of rectangles, five numbers each, threshold, left and right value.
 *
 * @param script the text of `tracking/build/data/face.js` or `face-min.js`
 * @throws CascadeError `foreign`, `broken` or `unsupported`
 */
export function readTrackingCascade(script: string, source: string): Cascade {
  const array = /new Float64Array\(\s*\[([-+\d.eE,\s]+)\]\s*\)/.exec(script);
  if (array === null) throw new CascadeError('foreign', `${source} holds no cascade of the npm package "tracking". Run npm ci again.`);
  const flat = array[1]!.split(',').map(Number);
  let at = 0;
  const next = (): number => flat[at++] ?? NaN;
  const within = (least: number, most: number): number => {
    const value = next();
    if (!(value >= least && value <= most)) throw new CascadeError('broken', `The cascade ${source} is damaged. Run npm ci again.`);
    return value;
  };

  const [width, height] = [next(), next()];
  const stages: Stage[] = [];
  while (at < flat.length) {
    const threshold = next();
    const trees = Array.from({ length: within(1, 10_000) }, (): Tree => {
      if (within(0, 1) === 1) throw new CascadeError('unsupported', `The cascade ${source} uses tilted features, which are not supported.`);
      const feature = Array.from({ length: within(1, 3) }, (): FeatureRect => [next(), next(), next(), next(), next()]);
      const node = { feature, threshold: next(), left: 0, right: -1 };
      return { nodes: [node], leaves: [next(), next()] };
    });
    stages.push({ threshold, trees });
  }
  return checkCascade({ source, width, height, stages });
}
