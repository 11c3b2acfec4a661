import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEFAULT_PROFILE } from '#contracts/profile';
import { FERPLUS_HEADER, tightFace, writeMosaic } from '#inference/testing/labelled-faces';
import { writeTinyModel } from '#inference/testing/tiny-network';
import { evaluateModelCommand } from './model.ts';

const CLASSES = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];
const folder = mkdtempSync(path.join(tmpdir(), 'attune-evaluate-model-'));
const common = ['--model', 'tiny', '--models', folder, '--data', folder, '--split', 'valid'];

/** What the command prints to standard output. */
async function printed(...args: string[]): Promise<string> {
  const [out, err] = [vi.spyOn(process.stdout, 'write').mockReturnValue(true), vi.spyOn(process.stderr, 'write').mockReturnValue(true)];
  try {
    await evaluateModelCommand([...common, ...args]);
    return out.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}

beforeAll(async () => {
  writeTinyModel(folder, 'fer2013', CLASSES);
  await writeMosaic(path.join(folder, 'valid-0.webp'), [tightFace(), 10, 240, tightFace()]);
  writeFileSync(
    path.join(folder, 'labels.csv'),
    `${FERPLUS_HEADER}
valid,0,a,angry,0,0,0,0,0,0,0,0,0,0
valid,1,b,disgust,0,0,0,0,0,0,0,0,0,0
valid,2,c,fear,0,0,0,0,0,0,0,0,0,0
valid,3,d,neutral,0,0,0,0,0,0,0,0,0,0
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('evaluate --model', { timeout: 30_000 }, () => {
  it('prints one JSON object with everything that was asked for', async () => {
    const figures = JSON.parse(await printed('--json', '--corruptions', '--through', 'haar', '--every', '1')) as Record<string, unknown>;
    expect(figures).toMatchObject({
      model: 'tiny',
      split: 'valid',
      labels: 'fer2013',
      n: 4,
      accuracy: 0.5,
      classes: CLASSES,
      corruptionFaces: 4,
      cleanAccuracy: 0.5,
      throughDetector: { detector: 'haar', faces: 4, n: 2, accuracy: 0.5 },
    });
  });

  it('prints tables without --json', async () => {
    const text = await printed('--corruptions', '--through', 'haar', '--every', '3');
    expect(text).toMatch(/tiny on 4 faces of the valid split, by FER2013's own labels/);
    expect(text).toMatch(/through haar: finds 100.0 %/);
    expect(text).toMatch(/^jitter .*5 % \/ 10 % \/ 15 %$/m);
  });

  it('writes predictions and the contact sheet', async () => {
    const [csv, sheets] = [path.join(folder, 'predictions.csv'), path.join(folder, 'sheets')];
    await printed('--predictions', csv, '--explain', sheets);
    const [header, first, second] = readFileSync(csv, 'utf8').split('\n');
    expect(header).toBe(`index,truth,label,${CLASSES.join(',')}`);
    expect(first).toMatch(/^0,angry,angry,0\.\d{5},/);
    expect(second).toMatch(/^1,disgust,disgust,/);
    const { data, info } = await sharp(path.join(sheets, 'tiny-valid.png')).raw().toBuffer({ resolveWithObject: true });
    expect([info.channels, info.height]).toEqual([3, 70 + 7 * 138]);
    // The faces are grey and the heat is not.
    const warm = data.reduce((sum, red, index) => sum + (index % 3 === 0 && red > data[index + 2]! + 30 ? 1 : 0), 0);
    expect(warm).toBeGreaterThan(500);
  });

  it.each([
    [['--split', 'rest'], /no split "rest"; there are train, valid, test/],
    [['--every', '0'], /whole number from 1, not "0"/],
    [['--through', 'hair'], /hair/],
    [['--explain', path.join(import.meta.dirname, 'sheets')], /not written into the repository/],
    [['--predictions', path.join(folder, 'missing', 'x.csv')], /cannot be written to/],
    [['--model', 'tinier'], /no model "tinier"/],
    [['--data', ''], /labels.csv is missing/],
  ])('refuses %j', async (args, message) => {
    await expect(printed(...args)).rejects.toThrow(message);
    expect(existsSync(path.join(import.meta.dirname, 'sheets'))).toBe(false);
  });

  it('measures the classifier of a profile, by default the one that a call uses', async () => {
    const data = ['--data', folder, '--models', folder, '--split', 'valid', '--json'];
    const manifestPath = path.join(folder, 'manifest.json');
    const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as { profiles: object };
    const profile = { detector: 'haar', classifier: 'tiny' };
    writeFileSync(manifestPath, JSON.stringify({ ...manifest, profiles: { [DEFAULT_PROFILE]: profile, other: profile } }));
    const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      await evaluateModelCommand(data);
      await evaluateModelCommand([...data, '--profile', 'other']);
      expect(out.mock.calls.map(([text]) => JSON.parse(String(text)) as object)).toMatchObject([
        { profile: DEFAULT_PROFILE, model: 'tiny' },
        { profile: 'other', model: 'tiny' },
      ]);
    } finally {
      out.mockRestore();
    }
  });

  it('asks for what is missing', async () => {
    await expect(evaluateModelCommand(['--json'])).rejects.toThrow(/with --data/);
    await expect(printed('--profile', 'call')).rejects.toThrow(/not both/);
  });
});
