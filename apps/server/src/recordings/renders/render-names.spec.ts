import { expect, it } from 'vitest';
import { renderNames } from './render-names.ts';

it('names what is made of a video after it', () => {
  const names = renderNames('Sezení č. 3.mov');
  expect([names.annotated, names.joined, names.csv]).toEqual([
    'Sezení č. 3-annotated.mp4',
    'Sezení č. 3-joined.mp4',
    'Sezení č. 3-emotions.csv',
  ]);
  expect(names.clip(7, 125_400, 'happiness+surprise')).toBe('Sezení č. 3-clip-007-2m05s-happiness+surprise.mp4');
  expect(names.clip(1, 0, null)).toBe('Sezení č. 3-clip-001-0m00s.mp4');
});

it('keeps out what no file may be called', () => {
  expect(renderNames('../..\\a:b\n.mp4').csv).toBe('.._.._a_b_-emotions.csv');
  expect(renderNames('a.mp4').clip(1, 0, 'sad while "sleep"')).toBe('a-clip-001-0m00s-sad_while_sleep_.mp4');
  expect(renderNames('.mp4').annotated).toBe('.mp4-annotated.mp4');
});
