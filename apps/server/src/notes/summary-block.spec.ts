import { describe, expect, it } from 'vitest';
import { UNREVIEWED_LINE } from '#timeline/markdown';
import { attachSummary, markReviewed, markUnreviewed, SOAP_TEMPLATE } from './summary-block.ts';

const SUMMARY = `### Expression summary\n\n> ${UNREVIEWED_LINE}\n\nJan`;

describe('the summary block', () => {
  it('goes to the end of Objective', () => {
    const note = attachSummary(SOAP_TEMPLATE, SUMMARY);
    expect(note.indexOf('## Objective')).toBeLessThan(note.indexOf('<!-- attune:summary -->'));
    expect(note.indexOf('<!-- /attune:summary -->')).toBeLessThan(note.indexOf('## Assessment'));
  });

  it('goes to the end of a note without headings', () => {
    expect(attachSummary('Plain.', SUMMARY)).toMatch(/^Plain\.\n\n<!-- attune:summary -->/);
  });

  it('is replaced, not repeated, and leaves the rest alone', () => {
    const once = attachSummary(SOAP_TEMPLATE.replace('## Plan\n', '## Plan\nRest.'), SUMMARY);
    const twice = attachSummary(
      once,
      SUMMARY.replace('Jan', () => 'Eva $& $1'),
    );
    expect(twice.match(/<!-- attune:summary -->/g)).toHaveLength(1);
    expect(twice).toContain('Eva $& $1');
    expect(twice).not.toContain('Jan');
    expect(twice).toContain('Rest.');
  });

  it('cannot lose its mark before it is signed', () => {
    const tampered = attachSummary('', SUMMARY).replace(`> ${UNREVIEWED_LINE}`, 'All reviewed.');
    expect(markUnreviewed(tampered)).toContain(UNREVIEWED_LINE);
    expect(markUnreviewed(markUnreviewed(tampered)).split(UNREVIEWED_LINE)).toHaveLength(2);
  });

  it('says who reviewed it once signed, and takes it back', () => {
    const signed = markReviewed(attachSummary('', SUMMARY), 'Dr A', new Date('2026-01-02T00:00:00Z'));
    expect(signed).toContain('Reviewed and signed by Dr A on 2026-01-02.');
    expect(signed).not.toContain('Not yet reviewed');
    expect(markUnreviewed(signed)).toContain(UNREVIEWED_LINE);
  });

  it.each([
    ['starts without an end', '<!-- attune:summary -->'],
    ['starts and quotes', '<!-- attune:summary -->\n> Machine-made'],
    ['blank lines', '\n'],
  ])('takes no longer than the note is long: %s', (_name, part) => {
    const note = part.repeat(200_000 / part.length);
    const startedAt = performance.now();
    markUnreviewed(note);
    attachSummary(note, SUMMARY);
    // Going back over what was read takes more than a second here.
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
