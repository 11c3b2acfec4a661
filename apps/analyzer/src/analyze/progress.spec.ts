import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { paceOf, showProgress } from './progress.ts';

function output(isTTY: boolean) {
  const written: string[] = [];
  const stream = new Writable({ write: (chunk: Buffer, _encoding, done) => (written.push(chunk.toString()), done()) });
  return { stream: Object.assign(stream, { isTTY, cursorTo: () => true, columns: 100 }) as never, text: () => written.join('') };
}

describe('showProgress', () => {
  it('writes a line every tenth of the way where nobody watches', () => {
    const { stream, text } = output(false);
    const view = showProgress('a.mp4: analysing', stream);
    for (let at = 0; at <= 100; at++)
      view.update({ share: at / 100, atMs: at * 600, speed: at === 0 ? null : 9.96, leftMs: at === 0 ? null : (100 - at) * 700 });
    view.stop();
    const lines = text().trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('a.mp4: analysing: 0 %');
    expect(lines[5]).toBe('a.mp4: analysing: 50 %, 10.0x real time, 0:35 left');
    expect(lines[10]).toBe('a.mp4: analysing: 100 %, 10.0x real time, 0:00 left');
  });
});

describe('paceOf', () => {
  it.each([
    [8.44, 62_000, '8.4x real time, 1:02 left'],
    [0.5, 3_725_000, '0.5x real time, 1:02:05 left'],
    [null, null, ''],
    [12, null, '12.0x real time'],
  ])('speed %s with %s ms left: %s', (speed, leftMs, text) => expect(paceOf({ share: 0, atMs: 0, speed, leftMs })).toBe(text));
});
