import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { create } from 'tar';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { yawOf } from '#inference/evaluate/groups';
import { background } from '#inference/testing/drawn-frame';
import { compositeFaces, layFace } from '#inference/testing/composite-faces';
import { evaluateGroupsCommand } from './groups.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'attune-evaluate-groups-'));
const [SIDE, FACE] = [250, 130];
const HEADER =
  'image,width,height,face,x1,y1,x2,y2,score,left_eye_x,left_eye_y,right_eye_x,right_eye_y,nose_x,nose_y,mouth_left_x,mouth_left_y,mouth_right_x,mouth_right_y';
/** Where the composites have their landmarks, as shares of their side. */
const POINTS = [0.33, 0.4, 0.67, 0.4, 0.5, 0.58, 0.36, 0.76, 0.64, 0.76];

/** Pictures of composite faces in two tones; one of them hides its face. */
async function writePortraits(): Promise<void> {
  const faces = await compositeFaces();
  const rows = [HEADER];
  mkdirSync(path.join(folder, 'lfw'));
  mkdirSync(path.join(folder, 'ytfaces'));
  const left = (SIDE - FACE) / 2;
  for (let index = 0; index < 8; index++) {
    const plane = background(SIDE, SIDE);
    const hidden = index === 7;
    if (!hidden) layFace(plane, faces[index]!, SIDE / 2, SIDE / 2, FACE);
    const tone = index % 2 === 0 ? [1.1, 1, 0.88] : [0.5, 0.4, 0.32];
    const colours = Buffer.from(Array.from(plane.data, (grey) => tone.map((factor) => Math.min(255, grey * factor))).flat());
    const name = `${index < 4 ? 'lfw' : 'ytfaces'}/Person${index >> 1}_000${index}.png`;
    await sharp(colours, { raw: { width: SIDE, height: SIDE, channels: 3 } }).toFile(path.join(folder, name));
    const points = POINTS.map((share) => left + share * FACE);
    rows.push([name, SIDE, SIDE, 0, left + 12, left + 5, left + FACE - 12, left + FACE - 5, 0.999, ...points].join());
  }
  // Two faces, so it is no portrait.
  rows.push(`lfw/Person0_0000.png,250,250,1,1,1,9,9,0.99,${POINTS.join()}`);
  writeFileSync(path.join(folder, 'teacher-labels.csv'), `${rows.join('\n')}\n`);
  for (const name of ['lfw', 'ytfaces']) await create({ cwd: folder, file: path.join(folder, `${name}.tar`) }, [name]);
}

async function printed(...args: string[]): Promise<string> {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await evaluateGroupsCommand(args);
    return out.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    out.mockRestore();
  }
}

beforeAll(writePortraits);
afterAll(() => rmSync(folder, { recursive: true }));

describe('evaluate --groups', { timeout: 60_000 }, () => {
  it('compares groups of pictures through the steps of a call', async () => {
    interface Figures {
      pictures: number;
      people: number;
      groups: Record<
        string,
        { against: string; groups: { name: string; pictures: number; small: boolean; found: { share: number } | null }[] }
      >;
    }
    const figures = JSON.parse(await printed('--groups', '--data', folder, '--people', '1', '--json')) as Figures;
    expect(figures).toMatchObject({ profile: 'call', pictures: 7, people: 4 });
    expect(Object.keys(figures.groups)).toEqual(['skinTone', 'pose', 'faceSize', 'glasses']);
    const { skinTone, pose, faceSize } = figures.groups;
    // The dark half has the hidden face.
    const byTone = skinTone!.groups.filter(({ pictures }) => pictures > 0).map(({ pictures, found }) => [pictures, found?.share]);
    expect(byTone).toEqual([
      [3, 1],
      [4, 0.75],
    ]);
    expect(pose!.groups[0]).toMatchObject({ pictures: 7, small: true });
    expect(faceSize!.groups.map(({ pictures }) => pictures)).toEqual([7, 7, 7]);
  });

  it('prints Markdown tables without --json, and says what is not measured', async () => {
    const text = await printed('--groups', '--data', folder, '--people', '1');
    expect(text).toMatch(/^\| group \| pictures \| people \| found \| kept \| steady \|$/m);
    expect(text).toMatch(/few people/);
    expect(text).toMatch(/Not measured: glasses/);
  });

  it.each([
    [['--groups'], /with --data/],
    [['--groups', '--data', folder, '--people', '0'], /share above 0/],
    [['--groups', '--data', tmpdir()], /no .*teacher-labels\.csv/],
  ])('refuses %j', async (args, message) => {
    await expect(printed(...args)).rejects.toThrow(message);
  });
});

describe('yawOf', () => {
  const straight = [
    [-1, 0],
    [1, 0],
    [0, 1],
    [-0.8, 2],
    [0.8, 2],
  ] as const;

  it('is none where the nose is in the middle, whatever the tilt', () => {
    expect(yawOf(straight)).toBeCloseTo(0, 10);
    const [cos, sin] = [Math.cos(0.5), Math.sin(0.5)];
    expect(yawOf(straight.map(([x, y]) => [x * cos - y * sin, x * sin + y * cos] as const))).toBeCloseTo(0, 10);
  });

  it('grows with the offset of the nose, to the side it goes', () => {
    const turned = (offset: number) => yawOf(straight.map(([x, y], point) => [point === 2 ? x + offset : x, y] as const));
    expect(turned(0.2)).toBeGreaterThan(5);
    expect(turned(0.6)).toBeGreaterThan(turned(0.2));
    expect(turned(-0.2)).toBeCloseTo(-turned(0.2), 10);
  });
});
