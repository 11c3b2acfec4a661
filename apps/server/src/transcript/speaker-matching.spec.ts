import { expect, it } from 'vitest';
import { personNamed } from './speaker-matching.ts';

const people = [
  { id: 'dr', name: 'MUDr. Eva Malá' },
  { id: 'jan', name: 'Jan Novák' },
  { id: 'son', name: 'Petr Novák' },
];

it.each([
  ['Jan Novák', 'jan'],
  ['NOVÁK Jan', 'jan'],
  ['Novak, Jan', 'jan'],
  ['Mgr. Jan Novák, Ph.D.', 'jan'],
  ['Jan Novák (host)', 'jan'],
  ['jan', 'jan'],
  ['Dr. Malá', 'dr'],
  ['Eva Malá', 'dr'],
  ['Novák', null],
  ['Jana Nováková', null],
  ['SPEAKER_00', null],
  ['', null],
  ['Dr.', null],
  ['(host)', null],
])('%s', (name, id) => {
  expect(personNamed(people)(name)).toBe(id);
});
