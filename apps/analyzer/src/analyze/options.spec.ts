import { describe, expect, it } from 'vitest';
import { parseOptions, UsageError } from './options.ts';

const messageOf = (args: string[]): string => {
  try {
    parseOptions(args);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('It was taken.');
};

describe('parseOptions', () => {
  it('needs a video and a folder, and has defaults for the rest', () => {
    expect(parseOptions(['a.mp4', '--out', 'results'])).toEqual({
      videos: ['a.mp4'],
      out: 'results',
      listFaces: false,
      faces: null,
      profile: 'call',
      everyNth: 5,
      clips: [],
      minConfidence: 0.5,
      paddingMs: 500,
      annotated: true,
      json: false,
    });
  });

  it('takes everything', () => {
    const args = [
      'a.mp4',
      '--profile=accurate',
      'b.mov',
      '--out',
      'x',
      '--every',
      '10',
      '--clips',
      'happiness, Surprise,happiness',
      '--min-confidence',
      '0.7',
      '--padding',
      '1.5',
      '--no-annotated',
      '--json',
      '--list-faces',
    ];
    expect(parseOptions(args)).toEqual({
      videos: ['a.mp4', 'b.mov'],
      out: 'x',
      listFaces: true,
      faces: null,
      profile: 'accurate',
      everyNth: 10,
      clips: ['happiness', 'surprise'],
      minConfidence: 0.7,
      paddingMs: 1_500,
      annotated: false,
      json: true,
    });
  });

  it('takes faces by their numbers, each once, and no folder where faces are only listed', () => {
    expect(parseOptions(['a.mp4', '--out', 'x', '--faces', '3, 1,3'])).toMatchObject({ faces: [1, 3] });
    expect(parseOptions(['a.mp4', '--list-faces'])).toMatchObject({ listFaces: true, out: null });
  });

  it('gives help whatever else there is', () => expect(parseOptions(['--help'])).toBe('help'));

  it.each([
    [[], 'Name at least one video.'],
    [['a.mp4'], '--out DIR'],
    [['a.mp4', '--out', ''], '--out DIR'],
    [['a.mp4', '--out', 'x', '--every', '0'], '--every takes a whole number from 1 to 300, not "0".'],
    [['a.mp4', '--out', 'x', '--every', '2.5'], 'not "2.5"'],
    [['a.mp4', '--out', 'x', '--every', ''], 'not ""'],
    [['a.mp4', '--out', 'x', '--min-confidence', '50'], '--min-confidence takes a probability from 0 to 1, not "50".'],
    [['a.mp4', '--out', 'x', '--padding', 'long'], '--padding takes seconds from 0 to 10, not "long".'],
    [['a.mp4', '--out', 'x', '--profile', 'best'], 'There is no profile "best". The manifest has: call, light, accurate'],
    [['a.mp4', '--out', 'x', '--clips', 'joy'], 'There is no expression "joy". --clips takes one or more of neutral, happiness,'],
    [['a.mp4', '--out', 'x', '--clips', ','], '--clips takes one or more of neutral'],
    [['a.mp4', '--out', 'x', '--profile', 'accurate', '--clips', 'contempt'], 'The profile "accurate" does not know "contempt".'],
    [['a.mp4', '--out', 'x', '--faces', 'left'], '--faces takes numbers as --list-faces shows them, such as 1,3, not "left".'],
    [['a.mp4', '--out', 'x', '--faces', '0'], 'not "0"'],
    [['a.mp4', 'b.mp4', '--out', 'x', '--faces', '1'], 'one at a time'],
    [['a.mp4', '--list-faces', '--faces', '1'], 'leave out --faces'],
    [['a.mp4', '--out', 'x', '--fast'], '--fast'],
    [['a.mp4', '--out'], '--out'],
  ])('says what is wrong with %j', (args, message) => expect(messageOf(args)).toContain(message));
});
