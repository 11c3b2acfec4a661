import { normalise } from './normalise.ts';
import { between, type Condition, type Place } from './query.ts';
import type { TokenReader } from './reader.ts';

/**
 * Which face, after the word for one (`start`): `face 2`, `face "JN"`; `faces 1 and 2` are two at once, `faces 1 or 2` either of them.
 *
 * @throws QueryError
 */
export function readFaces(read: TokenReader, start: Place): Condition {
  const first = readFace(read, start);
  for (const link of ['and', 'or'] as const) {
    const of = [first];
    while (read.isWord(link) && read.isPlainNumber(1)) {
      read.next();
      of.push(readFace(read, read.here));
    }
    if (of.length > 1) return { kind: link === 'and' ? 'all' : 'any', of };
  }
  return first;
}

function readFace(read: TokenReader, start: Place): Condition {
  read.offer('face');
  const token = read.here;
  const face =
    token.kind === 'number'
      ? token.value
      : token.kind === 'string' || (token.kind === 'word' && token.meaning === null)
        ? normalise(token.text)
        : '';
  if (face === '') throw read.problem('face-expected');
  read.next();
  return { kind: 'face', face, place: between(token, token), whole: between(start, token) };
}
