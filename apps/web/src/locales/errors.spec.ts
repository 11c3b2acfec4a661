import { describe, expect, it } from 'vitest';
import { type ErrorCode, ERRORS } from '#contracts/errors/catalogue';
import { VIDEO_PROBLEMS } from '#contracts/recording-link';
import czech from './cs/common.json' with { type: 'json' };
import czechReview from './cs/recordingReview.json' with { type: 'json' };
import english from './en/common.json' with { type: 'json' };
import englishReview from './en/recordingReview.json' with { type: 'json' };

/** What the web app says of itself, without an answer from the server. */
const OWN = ['browser-unsupported', 'no-connection', 'server-fault', 'unexpected', 'unexpected-answer'];

const codes = Object.keys(ERRORS) as ErrorCode[];
const forPeople = codes.filter((code) => ERRORS[code].people);
const namesIn = (text: string | undefined) => [...(text ?? '').matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);

describe.each([
  ['English', english.errors, englishReview.problems],
  ['Czech', czech.errors, czechReview.problems],
])('errors in %s', (_language, errors: Record<string, string>, problems: Record<string, string>) => {
  it.each(forPeople)('%s has a sentence with the parameters of the catalogue', (code) => {
    expect(errors[code], code).toBeDefined();
    expect(new Set(namesIn(errors[code]))).toEqual(new Set(Object.keys(ERRORS[code].parameters.shape)));
  });

  it('are in the catalogue, or are those of the web app itself', () => {
    expect(Object.keys(errors).filter((code) => !OWN.includes(code) && !(forPeople as string[]).includes(code))).toEqual([]);
  });

  it.each(VIDEO_PROBLEMS)('%s of a video has a sentence', (code) => {
    expect(problems[code]).toBeDefined();
  });
});
