import { describe, expect, it } from 'vitest';
import { SIDE } from './fer-faces.ts';
import { alignTo, correlation, meanAround, mirror, standardise } from './mean-face.ts';

/** Two dark eyes and a mouth, moved to the right by `dx`, with a person's own noise. */
function face(dx: number, person: number) {
  return standardise(
    Array.from({ length: SIDE * SIDE }, (_, at) => {
      const [x, y] = [(at % SIDE) - dx, Math.floor(at / SIDE)];
      const feature = Math.min(Math.hypot(x - 15, y - 18), Math.hypot(x - 32, y - 18), Math.hypot((x - 24) / 2, y - 36)) < 4 ? -80 : 0;
      return 150 + feature + 40 * Math.sin((y * SIDE + x) * (1.3 + person * 0.71) + person);
    }),
  );
}

describe('mean faces', () => {
  it('moves a face onto a template', () => {
    const template = face(0, 0);
    const moved = face(3, 0);
    expect(correlation(template, alignTo(template, moved))).toBeGreaterThan(correlation(template, moved) + 0.1);
  });

  it('keeps what people have in common, and is symmetrical', () => {
    const people = Array.from({ length: 30 }, (_, person) => face(0, person + 1));
    const mean = meanAround(people[0]!, people, 20)!;
    expect(correlation(mean, mirror(mean))).toBeGreaterThan(0.999);
    // Closer to the features alone than to anybody's own face.
    expect(people.every((person) => correlation(mean, person) < 0.95)).toBe(true);
  });

  it('counts near-identical pictures once', () => {
    expect(
      meanAround(
        face(0, 1),
        Array.from({ length: 30 }, () => face(0, 1)),
        20,
      ),
    ).toBeNull();
  });
});
