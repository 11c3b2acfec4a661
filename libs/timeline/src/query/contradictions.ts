import { QueryError } from './problems.ts';
import type { Comparison, Condition, Place } from './query.ts';

type Fact = Exclude<Condition, { kind: 'all' | 'any' | 'together' }>;
type Leads = Condition & { kind: 'emotion'; emotion: string };
type Threshold = Condition & { kind: 'threshold' };
interface Conflict {
  facts: readonly Fact[];
  isOfLeaders?: boolean;
}

/** More ways than this to fulfil a query are not looked through. */
const MOST_ALTERNATIVES = 64;
/** Sums of thresholds within this of one count as one. */
const ROUNDING = 1e-9;

/** @throws QueryError where a query, or a part of it, can never be true */
export function checkPossible(text: string, condition: Condition): void {
  switch (condition.kind) {
    case 'any':
      for (const part of condition.of) checkPossible(text, part);
      return;
    case 'together':
      for (const { of } of condition.of) checkPossible(text, of);
      return;
    case 'not':
      checkPossible(text, condition.of);
      return;
    case 'all': {
      for (const part of condition.of) checkPossible(text, part);
      const ways = alternatives(condition);
      const conflicts = ways.map(conflictIn).filter((conflict) => conflict !== null);
      const [first] = conflicts;
      if (first !== undefined && conflicts.length === ways.length) throw contradiction(text, first);
      return;
    }
    default:
      if (isNever(condition)) throw neverTrue(text, condition);
  }
}

function isNever(fact: Fact): boolean {
  if (fact.kind === 'threshold') return (fact.comparison === '>' && fact.value >= 1) || (fact.comparison === '<' && fact.value <= 0);
  if (fact.kind === 'time') return fact.endMs <= fact.startMs;
  if (fact.kind === 'last') return fact.lengthMs <= 0;
  return fact.kind === 'duration' && fact.maxMs <= 0;
}

/** The ways to fulfil a condition, each as the facts that then hold together; lengths count beside each other only. */
function alternatives(condition: Condition): Fact[][] {
  switch (condition.kind) {
    case 'together':
      return [[]];
    case 'any':
      return condition.of.flatMap(alternatives);
    case 'all':
      return combined(condition.of);
    default:
      return [[meant(condition)]];
  }
}

function combined(parts: readonly Condition[]): Fact[][] {
  let ways: Fact[][] = [[]];
  for (const part of parts) {
    const more = alternatives(part).map((way) => (part.kind === 'duration' ? way : way.filter(({ kind }) => kind !== 'duration')));
    if (ways.length * more.length > MOST_ALTERNATIVES) continue;
    ways = ways.flatMap((way) => more.map((facts) => [...way, ...facts]));
  }
  return ways;
}

const OPPOSITE: Record<Comparison, Comparison> = { '>': '<=', '>=': '<', '<': '>=', '<=': '>' };

/** What the negation of a threshold or a time says, as one. */
function meant(fact: Fact): Fact {
  if (fact.kind !== 'not') return fact;
  const { of, place } = fact;
  if (of.kind === 'threshold') return { ...of, comparison: OPPOSITE[of.comparison], whole: place };
  if (of.kind === 'time' && of.endMs === Infinity && of.startMs > 0) return { ...of, startMs: 0, endMs: of.startMs, place };
  if (of.kind === 'time' && of.startMs === 0 && of.endMs < Infinity) return { ...of, startMs: of.endMs, endMs: Infinity, place };
  return fact;
}

function conflictIn(facts: Fact[]): Conflict | null {
  return leadersIn(facts) ?? thresholdsIn(facts) ?? statesIn(facts) ?? timesIn(facts) ?? negationIn(facts) ?? facesIn(facts);
}

/** One expression leads at a time. */
function leadersIn(facts: Fact[]): Conflict | null {
  const leaders = facts.filter((fact): fact is Leads => fact.kind === 'emotion' && fact.emotion !== null);
  const other = leaders.find(({ emotion }) => emotion !== leaders[0]!.emotion);
  return other === undefined ? null : { facts: [leaders[0]!, other], isOfLeaders: true };
}

/** No number is above one and below a smaller one, and the probabilities of all expressions are one together. */
function thresholdsIn(facts: Fact[]): Conflict | null {
  const thresholds = facts.filter((fact): fact is Threshold => fact.kind === 'threshold');
  const least: Threshold[] = [];
  for (const same of Map.groupBy(thresholds, ({ emotion }) => emotion).values()) {
    const lower = same
      .filter(isLower)
      .reduce<Threshold | null>((best, each) => (best === null || each.value > best.value ? each : best), null);
    const clash = same.find((upper) => !isLower(upper) && lower !== null && !leavesRoom(lower, upper));
    if (lower !== null && clash !== undefined) return { facts: [lower, clash] };
    if (lower !== null && lower.value > 0) least.push(lower);
  }
  const over = least.reduce((sum, { value }) => sum + value, 0) - 1;
  const isTooMuch = over > ROUNDING || (over > -ROUNDING && least.length > 1 && least.some(({ comparison }) => comparison === '>'));
  return isTooMuch ? { facts: least } : null;
}

const isLower = ({ comparison }: Threshold) => comparison === '>' || comparison === '>=';

function leavesRoom(lower: Threshold, upper: Threshold): boolean {
  return lower.value < upper.value || (lower.value === upper.value && lower.comparison === '>=' && upper.comparison === '<=');
}

/** Where an estimate is kept away there is none, and it is kept away for one reason. */
function statesIn(facts: Fact[]): Conflict | null {
  const states = facts.filter((fact) => fact.kind === 'state');
  const [first] = states;
  if (first === undefined) return null;
  const estimate = facts.find(({ kind }) => kind === 'emotion' || kind === 'threshold');
  if (estimate !== undefined) return { facts: [first, estimate] };
  // Both say that there is no estimate; what keeps it away may be said beside them.
  const reasons = states.filter(({ state }) => state !== 'no-data' && state !== 'ok');
  const other = reasons.find(({ state }) => state !== reasons[0]!.state);
  return other === undefined ? null : { facts: [reasons[0]!, other] };
}

/** Nothing is both after the later and before the earlier, or lasts longer than there is time. */
function timesIn(facts: Fact[]): Conflict | null {
  const times = facts.filter((fact) => fact.kind === 'time');
  for (const one of times) {
    const other = times.find(({ endMs }) => endMs <= one.startMs);
    if (other !== undefined) return { facts: [one, other] };
  }
  const durations = facts.filter((fact) => fact.kind === 'duration');
  for (const one of durations) {
    const shorter =
      durations.find(({ maxMs }) => maxMs < one.minMs) ??
      times.find(({ startMs, endMs }) => endMs - startMs < one.minMs) ??
      facts.find((fact) => fact.kind === 'last' && fact.lengthMs < one.minMs);
    if (shorter !== undefined) return { facts: [one, shorter] };
    if (times.length < 2) continue;
    const starts = times.reduce((latest, time) => (time.startMs > latest.startMs ? time : latest));
    const ends = times.reduce((earliest, time) => (time.endMs < earliest.endMs ? time : earliest));
    if (ends.endMs - starts.startMs < one.minMs) return { facts: [one, starts, ends] };
  }
  return null;
}

function negationIn(facts: Fact[]): Conflict | null {
  const keys = new Map(facts.map((fact) => [keyOf(fact), fact]));
  for (const fact of facts) {
    if (fact.kind !== 'not') continue;
    for (const denied of fact.of.kind === 'any' ? fact.of.of : [fact.of]) {
      const other = keys.get(keyOf(denied));
      if (other !== undefined) return { facts: [fact, other] };
    }
  }
  return null;
}

/** By number or by name; whether a number and a name are of one face is not known here. */
function facesIn(facts: Fact[]): Conflict | null {
  const faces = facts.filter((fact) => fact.kind === 'face');
  for (const one of faces) {
    const other = faces.find(({ face }) => typeof face === typeof one.face && face !== one.face);
    if (other !== undefined) return { facts: [one, other] };
  }
  return null;
}

/** The same for what says the same, wherever it stands. */
const keyOf = (condition: Condition) =>
  JSON.stringify(condition, (name, value: unknown) => (name === 'place' || name === 'whole' ? undefined : value));

const placeOf = (fact: Fact): Place => ('whole' in fact ? fact.whole : fact.place);
const written = (text: string, fact: Fact) => text.slice(placeOf(fact).from, placeOf(fact).to);

function contradiction(text: string, { facts, isOfLeaders }: Conflict): QueryError {
  const sorted = [...facts].sort((a, b) => placeOf(a).from - placeOf(b).from);
  const place = { from: placeOf(sorted[0]!).from, to: Math.max(...sorted.map((fact) => placeOf(fact).to)) };
  const texts = [...new Set(sorted.map((fact) => written(text, fact)))];
  const [first = '', second = ''] = texts;
  if (isOfLeaders === true) return new QueryError('never-both', place, { first, second });
  if (texts.length < 2) return new QueryError('never-true', place, { what: text.slice(place.from, place.to) });
  return new QueryError('contradiction', place, { one: texts.slice(0, -1).join(', '), other: texts.at(-1)! });
}

function neverTrue(text: string, fact: Fact): QueryError {
  return new QueryError('never-true', placeOf(fact), { what: written(text, fact) });
}
