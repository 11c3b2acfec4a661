import { describe, expect, it } from 'vitest';
import { Canvas } from './canvas.ts';
import { yuv } from './colours.ts';

const BLUE = { y: 100, u: 200, v: 50 };
const at = ({ planes: [y, u, v] }: Canvas, px: number, py: number) => [
  y.data[py * y.stride + px],
  u.data[(py >> 1) * u.stride + (px >> 1)],
  v.data[(py >> 1) * v.stride + (px >> 1)],
];

describe('Canvas', () => {
  it('fills in whole chroma pixels and cuts off what lies outside', () => {
    const canvas = Canvas.blank(16, 8);
    canvas.fill(-4, 3, 8, 100, BLUE);
    expect(at(canvas, 0, 4)).toEqual([100, 200, 50]);
    expect(at(canvas, 3, 7)).toEqual([100, 200, 50]);
    expect(at(canvas, 4, 4)).toEqual([16, 128, 128]);
    expect(at(canvas, 0, 3)).toEqual([16, 128, 128]);
    canvas.fill(20, 0, 4, 4, BLUE);
    canvas.fill(4, 10, 4, 4, BLUE);
    expect(at(canvas, 15, 0)).toEqual([16, 128, 128]);
  });

  it('paints through a mask, also where it hangs over an edge', () => {
    const canvas = Canvas.blank(8, 8);
    const mask = { advance: 4, width: 4, height: 4, full: new Uint8Array(16).fill(255), half: new Uint8Array(4).fill(128) };
    canvas.stamp(mask, -2, 6, BLUE);
    expect(at(canvas, 1, 7)[0]).toBe(100);
    expect(at(canvas, 1, 7)[1]).toBeCloseTo(164, -1);
    expect(at(canvas, 2, 7)[0]).toBe(16);
  });

  it('places a picture whose rows are wider apart', () => {
    const canvas = Canvas.blank(4, 4);
    const plane = (stride: number, value: number) => ({ data: new Uint8Array(stride * 2).fill(value), stride });
    canvas.place(new Canvas(4, 2, [plane(7, 90), plane(5, 91), plane(6, 92)]), 2);
    expect(at(canvas, 3, 3)).toEqual([90, 91, 92]);
    expect(at(canvas, 3, 1)).toEqual([16, 128, 128]);
  });
});

describe('yuv', () => {
  it('gives limited range in either matrix', () => {
    expect(yuv('#ffffff', 'bt601')).toEqual({ y: 235, u: 128, v: 128 });
    expect(yuv('#0000ff', 'bt601')).toEqual({ y: 41, u: 240, v: 110 });
    expect(yuv('#ff0000', 'bt709')).toEqual({ y: 63, u: 102, v: 240 });
  });
});
