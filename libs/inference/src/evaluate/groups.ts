import { FrameAnalyser, type RawResult } from '../analyse.ts';
import type { Classifier } from '../classify/classifier.ts';
import { leadingIndex } from '../classify/scores.ts';
import { overlap, type Detector, type Landmarks } from '../detect/detector.ts';
import type { Plane } from '../frame.ts';
import { bootstrapDifference, shareOf, type Difference, type Observation } from './bootstrap.ts';
import { MATCH_IOU } from './match.ts';
import { greyOf, readColours, resizePhoto } from './photo.ts';
import type { Portrait } from './portraits.ts';
import { typologyAngle } from './skin-tone.ts';

/** What is measured of every picture; none needs a label. */
export const MEASURES = {
  found: 'the face that the reference marks was found (IoU at least 0.5)',
  kept: 'of the faces found, those called `ok` and not withheld',
  steady: 'of the faces found at both sizes, those whose most probable class is the same at full size and 64 px high',
} as const;
export type Measure = keyof typeof MEASURES;

/** A measure in one group. `difference`: from the group compared against, with a 95 % interval; null in that group itself, or where there is nobody. */
export interface GroupMeasure {
  readonly n: number;
  readonly share: number;
  readonly difference: Difference | null;
}

export interface Group extends Readonly<Record<Measure, GroupMeasure | null>> {
  readonly name: string;
  readonly pictures: number;
  readonly people: number;
  /** Of fewer than {@link SMALL} people: its figures say little. */
  readonly small: boolean;
}

export interface Grouping {
  /** How the groups are told apart. */
  readonly by: string;
  /** The largest group, which the others are compared with. */
  readonly against: string;
  readonly groups: readonly Group[];
  /** Pictures of which it cannot be said. */
  readonly unknown: number;
}

export interface GroupEvaluation {
  readonly pictures: number;
  readonly people: number;
  readonly reference: string;
  readonly measures: typeof MEASURES;
  readonly groups: { readonly skinTone: Grouping; readonly pose: Grouping; readonly faceSize: Grouping; readonly glasses: null };
  /** Why there is none. */
  readonly notMeasured: Readonly<Record<string, string>>;
}

const SMALL = 50;
const SKIN_TONES: readonly (readonly [from: number, name: string])[] = [
  [55, 'very light'],
  [41, 'light'],
  [28, 'intermediate'],
  [10, 'tan'],
  [-30, 'brown'],
  [-Infinity, 'dark'],
];
const POSES: readonly (readonly [below: number, name: string])[] = [
  [10, 'straight, under 10°'],
  [25, 'turned 10° to 25°'],
  [Infinity, 'turned 25° or more'],
];
/** How far the nose's tip is taken to stand before the plane of the eyes, in distances between them: of an average head, so the angle is a rough one. */
const NOSE_DEPTH = 0.55;
/** Heights in pixels to which pictures are shrunk; the first is what a face in a call's lowest layer has. */
const [CALL_HEIGHT, SMALLEST_HEIGHT] = [64, 40];
const FULL = 'as photographed';

/** One picture at one size. */
interface Look {
  readonly person: string;
  readonly result: RawResult;
  readonly found: boolean;
}
interface Measured {
  readonly portrait: Portrait;
  readonly skinTone: string | null;
  readonly pose: string;
  readonly full: Look;
  readonly call: Look;
  readonly smallest: Look;
}

/**
 * How an answer differs between groups of portraits that can be told apart without anybody's label, through the steps of a call. Take
 * portraits of people who taught the networks nothing (`readPortraits`), or the figures are of faces learnt by heart.
 */
export async function evaluateGroups(
  detector: Detector,
  classifier: Classifier,
  portraits: readonly Portrait[],
  onProgress: (done: number) => void = () => undefined,
): Promise<GroupEvaluation> {
  const analyser = new FrameAnalyser(detector, classifier);
  const measured: Measured[] = [];
  for (const portrait of portraits) {
    const colours = await readColours(portrait.bytes, portrait.name);
    const plane = greyOf(colours);
    const angle = typologyAngle(colours, portrait.landmarks);
    measured.push({
      portrait,
      skinTone: angle === null ? null : SKIN_TONES.find(([from]) => angle >= from)![1],
      pose: POSES.find(([below]) => Math.abs(yawOf(portrait.landmarks)) < below)![1],
      full: await look(analyser, portrait, plane, 1),
      call: await shrunk(analyser, portrait, plane, CALL_HEIGHT),
      smallest: await shrunk(analyser, portrait, plane, SMALLEST_HEIGHT),
    });
    onProgress(measured.length);
  }
  const bySize = measured.flatMap(({ full, call, smallest }) => [
    { group: FULL, look: full, against: null },
    { group: `${CALL_HEIGHT} px high`, look: call, against: full },
    { group: `${SMALLEST_HEIGHT} px high`, look: smallest, against: full },
  ]);
  return {
    pictures: measured.length,
    people: new Set(measured.map(({ portrait }) => portrait.person)).size,
    reference:
      'Boxes and landmarks of the reference MTCNN (teacher-labels.csv) on photos and video frames in which it is sure of one face. There is no truth about what the faces show.',
    measures: MEASURES,
    groups: {
      skinTone: grouping(
        'individual typology angle of the cheeks: of the picture, with its light, not of the person',
        SKIN_TONES.map(([, name]) => name),
        measured.map(({ skinTone, full, call }) => ({ group: skinTone, look: full, against: call })),
      ),
      pose: grouping(
        "yaw from the reference's landmarks",
        POSES.map(([, name]) => name),
        measured.map(({ pose, full, call }) => ({ group: pose, look: full, against: call })),
      ),
      faceSize: grouping(
        'height of the face, the same pictures shrunk; `steady` is against the full size',
        [FULL, `${CALL_HEIGHT} px high`, `${SMALLEST_HEIGHT} px high`],
        bySize,
      ),
      glasses: null,
    },
    notMeasured: {
      glasses:
        'The pictures do not say who wears glasses, and no heuristic on their pixels could be checked against a truth: an edge across the bridge of the nose is as well a shadow, a brow or a fringe.',
      age: 'Cannot be told from a picture without a label.',
    },
  };
}

/** Degrees to one side, from the nose's offset between the eyes' and the mouth's middles: `atan(offset / NOSE_DEPTH)`, offset in distances between the eyes, which turning shortens as well. */
export function yawOf([leftEye, rightEye, nose, leftMouth, rightMouth]: Landmarks): number {
  const middle = (a: readonly [number, number], b: readonly [number, number]) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] as const;
  const [eyes, mouth] = [middle(leftEye!, rightEye!), middle(leftMouth!, rightMouth!)];
  const across = [rightEye![0] - leftEye![0], rightEye![1] - leftEye![1]] as const;
  const squared = across[0] ** 2 + across[1] ** 2;
  // Where the line from the eyes to the mouth is as high as the nose, as a tilted head has it too.
  const down = [mouth[0] - eyes[0], mouth[1] - eyes[1]] as const;
  const along = ((nose![0] - eyes[0]) * down[0] + (nose![1] - eyes[1]) * down[1]) / (down[0] ** 2 + down[1] ** 2);
  const line = [eyes[0] + along * down[0], eyes[1] + along * down[1]] as const;
  const offset = ((nose![0] - line[0]) * across[0] + (nose![1] - line[1]) * across[1]) / squared;
  return (Math.atan(offset / NOSE_DEPTH) * 180) / Math.PI;
}

async function shrunk(analyser: FrameAnalyser, portrait: Portrait, plane: Plane, height: number): Promise<Look> {
  const scale = Math.min(1, height / portrait.box[3]);
  const [toWidth, toHeight] = [Math.round(plane.width * scale), Math.round(plane.height * scale)];
  return look(analyser, portrait, await resizePhoto(plane, toWidth, toHeight), scale);
}

/** Each picture is a participant of its own, so that no face is looked for where another was. */
async function look(analyser: FrameAnalyser, { name, person, box }: Portrait, plane: Plane, scale: number): Promise<Look> {
  const [result] = await analyser.analyse([{ tapId: name, plane, atMs: 0 }]);
  analyser.forget(name);
  const [x, y, width, height] = box;
  const wanted = [x * scale, y * scale, width * scale, height * scale] as const;
  const found = result!.face !== null && overlap(result!.face.box, [...wanted]) >= MATCH_IOU;
  return { person, result: result!, found };
}

interface Member {
  readonly group: string | null;
  readonly look: Look;
  /** The same picture at another size, for `steady`. */
  readonly against: Look | null;
}

function grouping(by: string, names: readonly string[], members: readonly Member[]): Grouping {
  const ofGroup = new Map(names.map((name) => [name, members.filter(({ group }) => group === name)]));
  // The first of equal ones.
  const against = names.reduce((largest, name) => (ofGroup.get(name)!.length > ofGroup.get(largest)!.length ? name : largest));
  const measureOf = (name: string, measure: Measure): GroupMeasure | null => {
    const own = observations(ofGroup.get(name)!, measure);
    if (own.length === 0) return null;
    const difference =
      name === against ? null : bootstrapDifference(own, observations(ofGroup.get(against)!, measure), `${by} ${name} ${measure}`);
    return { n: own.length, share: shareOf(own), difference };
  };
  return {
    by,
    against,
    groups: names.map((name) => {
      const own = ofGroup.get(name)!;
      const people = new Set(own.map(({ look: { person } }) => person)).size;
      return {
        name,
        pictures: own.length,
        people,
        small: people < SMALL,
        found: measureOf(name, 'found'),
        kept: measureOf(name, 'kept'),
        steady: measureOf(name, 'steady'),
      };
    }),
    unknown: members.filter(({ group }) => group === null).length,
  };
}

function observations(members: readonly Member[], measure: Measure): Observation[] {
  return members.flatMap(({ look: { person, found, result }, against }) => {
    if (measure === 'found') return [{ person, hit: found }];
    if (!found || result.scores === null) return [];
    if (measure === 'kept') return [{ person, hit: result.state === 'ok' }];
    const other = against?.found === true ? against.result.scores : null;
    return other === null ? [] : [{ person, hit: leadingIndex(other) === leadingIndex(result.scores) }];
  });
}
