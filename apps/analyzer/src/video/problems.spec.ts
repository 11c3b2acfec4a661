import { describe, expect, it } from 'vitest';
import { FileDamagedError } from '#files/file-damaged-error';
import { ModelError } from '#inference/errors';
import { problemOf, VideoProblem } from './problems.ts';

const failing = (code: string) => Object.assign(new Error(`${code}: something, write '/data/x'`), { code });

describe('problemOf', () => {
  it.each([
    [new VideoProblem('too-long', 'Too long.'), { code: 'too-long', message: 'Too long.' }],
    [
      new FileDamagedError('/data/x', 'other-key', 'was sealed with another key'),
      { code: 'file-damaged', message: expect.stringContaining('Upload it again') as string },
    ],
    [new ModelError('file-missing', 'Restore models/.'), { code: 'video-failed', message: 'Restore models/.' }],
    [failing('ENOSPC'), { code: 'disk-full', message: expect.stringContaining('make room') as string }],
    [failing('ENOENT'), { code: 'video-failed', message: expect.stringContaining('(ENOENT)') as string }],
    [new Error('Strange.'), { code: 'video-failed', message: expect.stringContaining('(Strange)') as string }],
    ['a word', { code: 'video-failed', message: expect.stringContaining('(a word)') as string }],
  ])('says what %s means', (error, problem) => {
    expect(problemOf(error)).toEqual(problem);
  });

  it('tells nobody where files lie', () => {
    for (const error of [failing('ENOSPC'), failing('ENOENT'), new FileDamagedError('/data/x', 'damaged', 'bytes')])
      expect(problemOf(error).message).not.toContain('/data');
  });
});
