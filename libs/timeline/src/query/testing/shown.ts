import type { Condition } from '../query.ts';

/** A condition as one reads it. */
export function shown(condition: Condition): string {
  switch (condition.kind) {
    case 'emotion':
      return condition.emotion ?? 'whatever';
    case 'threshold':
      return `${condition.emotion} ${condition.comparison} ${condition.value}`;
    case 'said':
      return `"${condition.phrase}"`;
    case 'state':
      return condition.state;
    case 'time':
      return `${condition.startMs / 1000}..${condition.endMs / 1000}`;
    case 'last':
      return `last ${condition.lengthMs / 1000}`;
    case 'face':
      return `face ${condition.face}`;
    case 'duration':
      return `${condition.minMs / 1000}..${condition.maxMs / 1000} long`;
    case 'not':
      return `not ${shown(condition.of)}`;
    case 'together':
      return `{${condition.of.map(({ face, of }) => `${face}: ${shown(of)}`).join(' & ')}}`;
    case 'all':
      return `(${condition.of.map(shown).join(' & ')})`;
    case 'any':
      return `(${condition.of.map(shown).join(' | ')})`;
  }
}
