import type { Random } from '../../fuzz/random.ts';

type Container = Record<string, unknown> | unknown[];

const deep = () => Array.from({ length: 2_000 }).reduce<unknown>((inner) => [inner], 0);

/** What programs and attackers put where something else belongs. */
const WRONG: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => 0,
  () => -1,
  () => 0.5,
  () => 2 ** 32,
  () => -(2 ** 53),
  () => 1e308,
  () => NaN,
  () => '',
  () => 'x',
  () => ' ',
  () => 'x'.repeat(70_000),
  () => '\u0000',
  () => 'a\ud800b',
  () => '\u202etxt',
  () => '../../etc/passwd',
  () => '__proto__',
  () => '<img src=x onerror=alert(1)>',
  () => "'; drop table calls; --",
  () => '00000000-0000-0000-0000-000000000000',
  () => [],
  () => [[]],
  () => ({}),
  deep,
  () => JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') as unknown,
  () => Array.from({ length: 5_000 }, (_, index) => index),
  () => Buffer.from([0, 255, 128]),
  () => new Date(0),
  () => ({ length: -1 }),
];

export function wrongValue(random: Random): unknown {
  return random.pick(WRONG)();
}

/** A deep copy in which one to four places are something else, missing, doubled, or named differently. */
export function mutated<T>(value: T, random: Random): unknown {
  const copy = { root: structuredClone(value) as unknown };
  for (let left = 1 + random.below(4); left > 0; left--) {
    const [container, key] = somePlace(copy, random);
    if (Array.isArray(container)) mutateItem(container, Number(key), random);
    else mutateField(container, key, random);
  }
  return copy.root;
}

function mutateItem(list: unknown[], index: number, random: Random): void {
  const change = random.below(4);
  if (change === 0) list.splice(index, 1);
  else if (change === 1) list.push(...Array.from({ length: 1 + random.below(40) }, () => list[index]));
  else list[index] = other(list[index], random);
}

function mutateField(object: Record<string, unknown>, key: string, random: Random): void {
  const change = random.below(6);
  if (change === 0 && key !== 'root') delete object[key];
  else if (change === 1 && key !== 'root') object[`${key}x`] = object[key];
  else object[key] = other(object[key], random);
}

/** Near the value, as faults of programs are, or anything at all. */
function other(value: unknown, random: Random): unknown {
  if (random.below(2) === 0) return wrongValue(random);
  if (typeof value === 'number') return random.pick([value + 1, -value, value * 1_000, value / 3, String(value)]);
  if (typeof value === 'string') return random.pick([value.slice(0, -1), `${value}\u0000`, value.toUpperCase(), value + value, [value]]);
  if (typeof value === 'boolean') return !value;
  return wrongValue(random);
}

function somePlace(
  root: Container,
  random: Random,
): [container: Record<string, unknown>, key: string] | [container: unknown[], key: string] {
  let container = root;
  for (;;) {
    const keys = Object.keys(container);
    const key = keys[random.below(keys.length)] ?? 'root';
    const inside = (container as Record<string, unknown>)[key];
    const goesDeeper =
      typeof inside === 'object' && inside !== null && !Buffer.isBuffer(inside) && Object.keys(inside).length > 0 && random.below(5) > 0;
    if (!goesDeeper) return [container, key] as ReturnType<typeof somePlace>;
    container = inside as Container;
  }
}
