import { describe, expect, it } from 'vitest';
import { playerAction } from './player-keys.ts';

const plain = { ctrlKey: false, altKey: false, metaKey: false };
/** An element that is, or lies in, one of a kind. */
const inside = (kind: string) =>
  Object.assign(new EventTarget(), {
    closest: (selector: string) =>
      selector
        .replace(/\([^()]*\)/g, '')
        .split(', ')
        .some((one) => one.startsWith(kind))
        ? {}
        : null,
  });

describe('playerAction', () => {
  it('knows the keys, in either case', () => {
    const actions = [' ', 'k', 'K', 'j', 'L', ',', '.', 'b', 'm', 'f', 'e', 'x'].map((key) =>
      playerAction({ ...plain, key, target: null }),
    );
    expect(actions).toEqual([
      'toggle',
      'toggle',
      'toggle',
      'back',
      'forward',
      'frame-back',
      'frame-forward',
      'estimates',
      'mute',
      'fullscreen',
      'explain',
      null,
    ]);
  });

  it('leaves every key to a field, a dialog and a menu', () => {
    for (const kind of ['input', 'textarea', 'select', '[role="dialog"]', '[role="menu"]'])
      expect(playerAction({ ...plain, key: 'k', target: inside(kind) })).toBeNull();
  });

  it('leaves the space bar to a button, but not the letters', () => {
    expect(playerAction({ ...plain, key: ' ', target: inside('button') })).toBeNull();
    expect(playerAction({ ...plain, key: 'k', target: inside('button') })).toBe('toggle');
  });

  it('leaves shortcuts of the browser alone', () => {
    expect(playerAction({ ...plain, ctrlKey: true, key: 'l', target: null })).toBeNull();
  });
});
