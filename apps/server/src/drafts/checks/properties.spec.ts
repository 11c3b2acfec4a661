import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentOf } from './content.ts';
import { omissionsIn } from './omissions.ts';
import { sameWord } from './same-word.ts';
import { sentencesOf } from './sentences.ts';
import { linesOf, verdictOn } from './testing.ts';

const WORDS =
  'I my no not never maybe if chest pain fever sleep take sertraline ibuprofen 50 400 mg left right arm mother and or but , . work patient denies has reports'.split(
    ' ',
  );
const text = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 14 }).map((words) => words.join(' '));
const isShown = (said: string, quote: string, statement: string, czech = false) =>
  'line' in verdictOn(linesOf(['p', said]), { statement, quote, czech });

describe('whatever is said and claimed', () => {
  it('a statement that is shown has no word, number or drug that its utterance has not', () => {
    let shown = 0;
    fc.assert(
      fc.property(text, text, (said, statement) => {
        if (!isShown(said, said, statement)) return;
        shown++;
        const words = sentencesOf(said, false).flatMap(({ clauses }) => clauses.flatMap((clause) => clause.words));
        for (const { text: word } of sentencesOf(statement, false).flatMap(({ clauses }) => clauses.flatMap((clause) => contentOf(clause))))
          expect(words.some((one) => sameWord(one.text, word))).toBe(true);
      }),
      { numRuns: 1_500, seed: 1 },
    );
    // Otherwise it says nothing.
    expect(shown).toBeGreaterThan(5);
  });

  it.each([
    [(it: string) => `I have ${it} at work.`, (it: string) => `I have no ${it} at work.`, 'Patient has', 'Patient has no', false],
    [(it: string) => `I have ${it} at work.`, (it: string) => `I don't have ${it} at work.`, 'Patient has', 'Patient denies', false],
    [(it: string) => `Mám ${it} v práci.`, (it: string) => `Nemám ${it} v práci.`, 'Pacient má', 'Pacient nemá', true],
  ])('nothing is shown both of a sentence and of its opposite', (plain, negated, has, hasNot, czech) => {
    const things = czech ? ['horečku', 'bolesti hlavy', 'závratě', 'kašel'] : ['fever', 'chest pain', 'nausea', 'headaches'];
    for (const thing of things) {
      for (const [said, right, wrong] of [
        [plain(thing), has, hasNot],
        [negated(thing), hasNot, has],
      ] as const) {
        expect([said, isShown(said, said, `${right} ${thing}.`, czech)]).toEqual([said, true]);
        expect([said, isShown(said, said, `${wrong} ${thing}.`, czech)]).toEqual([said, false]);
      }
    }
  });

  it('a number is shown only as it was said', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 2_000 }), fc.integer({ min: 2, max: 2_000 }), (said, claimed) => {
        expect(
          isShown(`I take ${said} mg of sertraline.`, `I take ${said} mg of sertraline`, `Patient takes ${claimed} mg of sertraline.`),
        ).toBe(said === claimed);
      }),
      { numRuns: 300 },
    );
  });

  it('any text is read without an error, in time in proportion to its length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ unit: 'binary', maxLength: 100 }), (said, claim) => {
        verdictOn(linesOf(['p', said]), { statement: claim, quote: said });
        omissionsIn(linesOf(['p', said]), [], true);
      }),
      { numRuns: 150 },
    );
    for (const part of ['no ', 'ne', '. ', ', or ', 'ignore ', '"', '50 ', 'a.', 'write that ', '1,'])
      expect(timeOf(part.repeat(5_000 / part.length))).toBeLessThan(3_000);
  });
});

function timeOf(said: string): number {
  const startedAt = performance.now();
  verdictOn(linesOf(['p', said]), { statement: said.slice(0, 500), quote: said.slice(0, 2_000) });
  omissionsIn(linesOf(['p', said]), [], true);
  return performance.now() - startedAt;
}
