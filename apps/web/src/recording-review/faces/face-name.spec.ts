import { describe, expect, it } from 'vitest';
import { initialsOf } from './face-name.ts';

describe('initialsOf', () => {
  it.each([
    ['Face 3', '3'],
    ['Pat Example', 'PE'],
    ['Jan Amos Komenský', 'JK'],
    ['čeněk', 'Č'],
    ['P. E.', 'PE'],
    ['Face', 'F'],
    ['', ''],
  ])('of %s is %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});
