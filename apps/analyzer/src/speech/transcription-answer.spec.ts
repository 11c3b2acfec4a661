import { describe, expect, it } from 'vitest';
import { readTranscription } from './transcription-answer.ts';

const segment = (text: string, more: object = {}) => ({
  id: 0,
  text,
  avg_logprob: -0.2,
  no_speech_prob: 0.01,
  compression_ratio: 1.2,
  ...more,
});
const read = (segments: object[], durationMs = 10_000) => readTranscription({ task: 'transcribe', text: 'ignored', segments }, durationMs);

describe('a transcription service’s answer', () => {
  it('is the text of its segments', () => {
    expect(read([segment(' I take two tablets'), segment(' every morning. ')])).toEqual({
      said: { text: 'I take two tablets every morning.', confidence: expect.closeTo(Math.exp(-0.2)) as number },
    });
    expect(readTranscription({ text: ' Hello. ' }, 1_000)).toEqual({ said: { text: 'Hello.' } });
  });

  it.each([
    ['says itself that it heard no speech', [segment('Thank you for watching.', { no_speech_prob: 0.9 })], 'nothing'],
    ['has only marks of noise', [segment('[BLANK_AUDIO]'), segment(' (music) '), segment('♪♪')], 'nothing'],
    ['repeats a phrase over and over', [segment('I am going to go. '.repeat(12), { compression_ratio: 1 })], 'repetition'],
    ['compresses too well', [segment('so so well', { compression_ratio: 5 })], 'repetition'],
    ['has the same segment again and again', [segment('Okay.'), segment('Okay.'), segment('Okay.')], 'repetition'],
    ['is unlikely as a text', [segment('xyzzy', { avg_logprob: -2.5 })], 'unsure'],
    ['has more words than can be said in that time', [segment('one two three four five six seven eight nine ten')], 'unsure'],
  ])('comes to nothing where it %s', (_, segments, dropped) => {
    expect(read(segments, 1_000)).toEqual({ dropped });
  });

  it('keeps what was said beside a segment that was not', () => {
    expect(read([segment('It hurts here.'), segment('Subtitles by someone', { no_speech_prob: 0.95 })])).toMatchObject({
      said: { text: 'It hurts here.' },
    });
  });

  it('leaves emphasis alone', () => {
    expect(read([segment('No, no, no, I did not.')])).toMatchObject({ said: { text: 'No, no, no, I did not.' } });
  });

  it('is no answer where it is something else', () => {
    for (const body of [null, 'text', {}, { error: { message: 'no' } }, { text: 5 }, []]) expect(readTranscription(body, 1_000)).toBeNull();
  });
});
