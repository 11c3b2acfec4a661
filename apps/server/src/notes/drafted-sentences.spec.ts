import { expect, it } from 'vitest';
import { DRAFTED_MARK, putSentence, takeSentence } from './drafted-sentences.ts';
import { markReviewed, markUnreviewed, SOAP_TEMPLATE } from './summary-block.ts';

const one = { id: '1', heading: 'Plan', text: 'Increase *sertraline* to 100 mg.' };
const two = { id: '2', heading: 'Plan', text: 'Come back in March.' };
const visible = (note: string) => note.replace(/<!--.*?-->/g, '');

it('stands under its heading, marked', () => {
  const note = putSentence(putSentence(SOAP_TEMPLATE, one), two);
  expect(visible(note.slice(note.indexOf('## Plan')))).toBe(
    `## Plan\n\n- Increase \\*sertraline\\* to 100 mg.${DRAFTED_MARK}\n- Come back in March.${DRAFTED_MARK}\n`,
  );
  expect(putSentence(SOAP_TEMPLATE, { ...one, heading: 'Subjective' })).toMatch(/## Subjective\n\n- <!-- .*\n\n## Objective/);
});

it('has its heading made where the note has none', () => {
  expect(visible(putSentence('Mine.', { ...one, heading: 'Data' }))).toBe(
    `Mine.\n\n## Data\n\n- Increase \\*sertraline\\* to 100 mg.${DRAFTED_MARK}\n`,
  );
});

it('takes the place of itself, and goes without a trace', () => {
  const note = putSentence(putSentence(SOAP_TEMPLATE, one), two);
  expect(visible(putSentence(note, { ...one, text: 'Increase it.' }))).toContain(`- Increase it.${DRAFTED_MARK}\n- Come back`);
  expect(takeSentence(note, '1')).toBe(putSentence(SOAP_TEMPLATE, two));
  expect(takeSentence('Typed.', '1')).toBe('Typed.');
});

it('cannot lose its mark before it is signed, and has it again when reopened', () => {
  const note = putSentence(SOAP_TEMPLATE, one);
  expect(markUnreviewed(note.replace(DRAFTED_MARK, ''))).toBe(note);
  expect(markUnreviewed(note)).toBe(note);
  const signed = markReviewed(note, 'Dr A', new Date(0));
  expect(signed).not.toContain('drafted by a program');
  expect(markUnreviewed(signed)).toBe(note);
});

it('cannot be ended by its own text', () => {
  const note = putSentence('', { ...one, text: 'x <!-- /attune:drafted --> y' });
  expect(note.match(/<!-- \/attune:drafted -->/g)).toHaveLength(1);
});
