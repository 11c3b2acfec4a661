import { CascadeError } from '#inference/errors';
import { checkCascade, type Cascade, type FeatureRect, type Stage, type Tree, type TreeNode } from './cascade.ts';
import { child, numbers, parseXml, type XmlElement } from './xml.ts';

/**
 * Reads a cascade in either of OpenCV's XML forms: `opencv-cascade-classifier` (stageType BOOST, featureType HAAR)
 * and the older `opencv-haar-classifier`. Only upright features are supported.
 *
 * @throws CascadeError `foreign` for anything that is no Haar cascade, `broken`, or `unsupported`
 */
export function readOpenCvCascade(xml: string, source: string): Cascade {
  let document: XmlElement;
  try {
    document = parseXml(xml);
  } catch (cause) {
    throw foreignOrBroken(xml, source, cause);
  }
  const element = document.name === 'opencv_storage' ? document.children[0] : undefined;
  const type = element?.attributes['type_id'];
  if (element !== undefined && type === 'opencv-cascade-classifier') return checkCascade(readNew(element, source));
  if (element !== undefined && type === 'opencv-haar-classifier') return checkCascade(readOld(element, source));
  throw foreign(source);
}

function readNew(element: XmlElement, source: string): Cascade {
  const word = (name: string) => child(element, name)?.text.trim();
  if (word('stageType') !== 'BOOST' || word('featureType') !== 'HAAR') {
    throw new CascadeError(
      'unsupported',
      `The cascade ${source} is of ${word('featureType') ?? 'unknown'} features; only HAAR with BOOST stages can be read.`,
    );
  }
  const features = elements(element, 'features').map((feature) => readRects(feature, source));
  const stages = elements(element, 'stages').map(
    (stage): Stage => ({
      threshold: numbers(child(stage, 'stageThreshold'))[0] ?? NaN,
      trees: elements(stage, 'weakClassifiers').map((tree): Tree => {
        const flat = numbers(child(tree, 'internalNodes'));
        const nodes: TreeNode[] = [];
        for (let at = 0; at + 3 < flat.length; at += 4) {
          nodes.push({ left: flat[at]!, right: flat[at + 1]!, feature: features[flat[at + 2]!] ?? [], threshold: flat[at + 3]! });
        }
        return { nodes, leaves: numbers(child(tree, 'leafValues')) };
      }),
    }),
  );
  return { source, width: numbers(child(element, 'width'))[0] ?? NaN, height: numbers(child(element, 'height'))[0] ?? NaN, stages };
}

function readOld(element: XmlElement, source: string): Cascade {
  const [width, height] = numbers(child(element, 'size'));
  const stages = elements(element, 'stages').map(
    (stage): Stage => ({
      threshold: numbers(child(stage, 'stage_threshold'))[0] ?? NaN,
      trees: elements(stage, 'trees').map((tree): Tree => {
        const leaves: number[] = [];
        const follow = (node: XmlElement, side: 'left' | 'right'): number => {
          const next = numbers(child(node, `${side}_node`))[0];
          if (next !== undefined) return next;
          leaves.push(numbers(child(node, `${side}_val`))[0] ?? NaN);
          return 1 - leaves.length;
        };
        const nodes = tree.children.map((node): TreeNode => {
          const feature = child(node, 'feature');
          return {
            feature: feature === undefined ? [] : readRects(feature, source),
            threshold: numbers(child(node, 'threshold'))[0] ?? NaN,
            left: follow(node, 'left'),
            right: follow(node, 'right'),
          };
        });
        return { nodes, leaves };
      }),
    }),
  );
  return { source, width: width ?? NaN, height: height ?? NaN, stages };
}

function readRects(feature: XmlElement, source: string): FeatureRect[] {
  if (numbers(child(feature, 'tilted'))[0] === 1) {
    throw new CascadeError(
      'unsupported',
      `The cascade ${source} uses tilted features, which are not supported. Name an upright one, such as haarcascade_frontalface_alt.xml.`,
    );
  }
  return elements(feature, 'rects').map((rect) => {
    const [x = NaN, y = NaN, width = NaN, height = NaN, weight = NaN] = numbers(rect);
    return [x, y, width, height, weight] as const;
  });
}

const elements = (parent: XmlElement, name: string): XmlElement[] => child(parent, name)?.children ?? [];

const foreign = (source: string, cause?: unknown) =>
  new CascadeError('foreign', `${source} is not a cascade in OpenCV's XML format. Name a file such as haarcascade_frontalface_alt.xml.`, {
    cause,
  });

/** A file that begins like OpenCV's and then stops nesting was cut off; anything else was never a cascade. */
const foreignOrBroken = (xml: string, source: string, cause: unknown) =>
  xml.includes('<opencv_storage>')
    ? new CascadeError('broken', `The cascade ${source} is damaged or cut off. Fetch the file again, or name another one.`, { cause })
    : foreign(source, cause);
