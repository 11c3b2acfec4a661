import { type Condition, mentions, type OnFace, type Place } from './query.ts';

type FaceCondition = Condition & { kind: 'face' };

/** What is said of one face, or of none: `faces` has one at most. */
interface Group {
  faces: FaceCondition[];
  rest: Condition[];
}

/**
 * Conditions that stand side by side, `groups` of them joined by words for “and”. Where they name several faces, each face takes what
 * stands beside it: `face 1 happy and face 2 sad`, `face 1 and face 2 happy`. `whatever` stands for any expression.
 */
export function joined(groups: readonly Condition[][], whatever: Condition): Condition[] {
  const perFace = groups.flatMap(splitByFace);
  const names = new Set(perFace.flatMap(({ faces }) => faces.map(({ face }) => face)));
  if (names.size < 2) return groups.flat();
  const [common, own] = shared(perFace);
  const parts = new Map<number | string, { place: Place; of: Condition[] }>();
  own.forEach(({ faces: [face], rest }, i) => {
    const { of } = parts.get(face!.face) ?? { of: [] };
    const conditions = rest.length > 0 ? rest : (own.slice(i).find(isSaid) ?? own.slice(0, i).findLast(isSaid))?.rest;
    parts.set(face!.face, { place: face!.place, of: [...of, ...(conditions ?? [])] });
  });
  const of = [...parts].map(([face, part]): OnFace => ({ face, place: part.place, of: conditionOf(part.of, whatever) }));
  return [{ kind: 'together', of }, ...common];
}

const isSaid = ({ rest }: Group) => rest.length > 0;
const saysWhatIsSeen = (conditions: Condition[]) => conditions.some((one) => mentions(one, ['emotion', 'threshold', 'state']));

function conditionOf(conditions: Condition[], whatever: Condition): Condition {
  const of = saysWhatIsSeen(conditions) ? conditions : [whatever, ...conditions];
  return of.length === 1 ? of[0]! : { kind: 'all', of };
}

/** What holds for all faces, and each face's own: an expression without a face is the face's that was named last. */
function shared(groups: readonly Group[]): [common: Condition[], own: Group[]] {
  const common: Condition[] = [];
  const own: Group[] = [];
  let waiting: Condition[] = [];
  for (const { faces, rest } of groups) {
    if (faces.length > 0) {
      own.push({ faces, rest: [...waiting, ...rest] });
      waiting = [];
    } else if (!saysWhatIsSeen(rest)) common.push(...rest);
    else if (own.length === 0) waiting.push(...rest);
    else own.push({ faces: own.at(-1)!.faces, rest });
  }
  return [common, own];
}

/** `face 1 happy face 2 sad` begins with a face, so each begins a group; in `happy face 1 sad face 2` each ends one. */
function splitByFace(conditions: readonly Condition[]): Group[] {
  const all = conditions.flatMap((one) => (one.kind === 'all' && one.of.every(({ kind }) => kind === 'face') ? one.of : [one]));
  const beginsWithFace = faceOf(all[0]) !== null;
  const groups: Group[] = [];
  let open: Group = { faces: [], rest: [] };
  const close = () => {
    if (open.faces.length > 0 || open.rest.length > 0) groups.push(open);
    open = { faces: [], rest: [] };
  };
  for (const condition of all) {
    const face = faceOf(condition);
    if (face !== null && beginsWithFace) close();
    if (face !== null) open.faces = [face];
    if (condition.kind !== 'face') open.rest.push(condition);
    if (face !== null && !beginsWithFace) close();
  }
  // What follows the last face is its own.
  if (!beginsWithFace && open.faces.length === 0) groups.at(-1)?.rest.push(...open.rest);
  if (groups.length === 0 || beginsWithFace) close();
  return groups;
}

/** A face, or the one that something in parentheses is about. */
function faceOf(condition: Condition | undefined): FaceCondition | null {
  if (condition?.kind === 'face') return condition;
  if (condition?.kind !== 'all') return null;
  const faces = condition.of.filter((one) => one.kind === 'face');
  return faces.length === 1 ? faces[0]! : null;
}
