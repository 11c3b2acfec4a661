import { unitOf } from './lexicon.ts';
import { between, type Comparison, type Condition, type Place } from './query.ts';
import type { TokenReader } from './reader.ts';

/** `3 s`, `1 h 30 min`, `0:30`, in milliseconds; `first minute` is one. @throws QueryError */
export function readAmount(read: TokenReader): number {
  read.offer('length');
  const start = read.here;
  if (start.kind === 'clock') {
    read.next();
    return start.ms;
  }
  if (start.kind === 'word' && unitOf(start.text) !== undefined) {
    read.next();
    return unitOf(start.text)!;
  }
  let ms = 0;
  do {
    const token = read.here;
    if (token.kind !== 'number') throw read.problem('length-expected');
    read.next();
    read.offer('unit');
    const unit = read.here.kind === 'word' ? unitOf(read.here.text) : undefined;
    if (unit === undefined) throw read.problem('unit-missing', token, { value: token.text });
    read.next();
    ms += token.value * unit;
  } while (read.isAmount);
  if (!Number.isFinite(ms)) throw read.problem('length-expected', start);
  return ms;
}

/** A clock's time or an amount, in milliseconds from the start. @throws QueryError */
export function readTime(read: TokenReader): number {
  read.offer('time');
  const token = read.here;
  if (token.kind !== 'clock' && token.kind !== 'number') throw read.problem('time-expected');
  return readAmount(read);
}

/** Two times with a dash or a word between them; `start` is what stands before them. @throws QueryError */
export function readBetween(read: TokenReader, start: Place): Condition {
  const first = read.here;
  const startMs = readTime(read);
  read.offer('until');
  if (read.here.kind === 'dash') read.next();
  else if ((read.take('and') ?? read.take('before')) === null) throw read.problem('time-expected');
  const endMs = readTime(read);
  if (endMs <= startMs) throw read.problem('time-order', between(first, read.last));
  return { kind: 'time', startMs, endMs, place: between(start, read.last) };
}

/** How long something lasts; `start` is what stands before the amount. @throws QueryError */
export function readLasting(read: TokenReader, comparison: Comparison, start: Place): Condition {
  const ms = readAmount(read);
  const place = between(start, read.last);
  return comparison === '>' || comparison === '>='
    ? { kind: 'duration', minMs: ms, maxMs: Infinity, place }
    : { kind: 'duration', minMs: 0, maxMs: ms, place };
}

/** Not longer is shorter; anything else is turned around when it is looked for. */
export function negated(of: Condition, place: Place): Condition {
  if (of.kind !== 'duration') return { kind: 'not', of, place };
  return of.maxMs === Infinity
    ? { kind: 'duration', minMs: 0, maxMs: of.minMs, place }
    : { kind: 'duration', minMs: of.maxMs, maxMs: Infinity, place };
}
