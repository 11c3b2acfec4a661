import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEFAULT_PROFILE } from '#contracts/profile';
import { drawnFrame } from '#inference/testing/drawn-frame';
import { writeTinyModel } from '#inference/testing/tiny-network';
import { evaluatePicturesCommand } from './pictures.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'attune-evaluate-pictures-'));

/** What the command prints to standard output. */
async function printed(...args: string[]): Promise<string> {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await evaluatePicturesCommand(['--models', folder, ...args]);
    return out.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    out.mockRestore();
  }
}

beforeAll(async () => {
  writeTinyModel(folder, 'fer2013', ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral']);
  const manifestPath = path.join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as object;
  writeFileSync(manifestPath, JSON.stringify({ ...manifest, profiles: { [DEFAULT_PROFILE]: { detector: 'haar', classifier: 'tiny' } } }));
  for (const [name, height] of [
    ['angry_a', 110],
    ['contempt_b', 110],
    ['sad_nobody', 0],
  ] as const) {
    const { y, width, height: rows } = drawnFrame(320, 240, height);
    await sharp(y, { raw: { width, height: rows, channels: 1 } })
      .png()
      .toFile(path.join(folder, `${name}.png`));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('evaluate --pictures', { timeout: 30_000 }, () => {
  it('prints one JSON object for the default profile', async () => {
    const figures = JSON.parse(await printed('--pictures', folder, '--json')) as Record<string, unknown>;
    expect(figures).toMatchObject({ profile: DEFAULT_PROFILE, detector: 'haar', model: 'tiny', pictures: 2, leftOut: 1, n: 1, found: 0.5 });
    for (const name of ['accuracy', 'macroF1', 'ece', 'perClass', 'confusion', 'keptShare', 'keptAccuracy'])
      expect(figures).toHaveProperty(name);
  });

  it('prints tables without --json', async () => {
    expect(await printed('--pictures', folder)).toMatch(/on 2 pictures; 1 more show an expression that it does not know\n\nfound 50.0 %/);
  });

  it('asks for what is missing, and refuses what there is not', async () => {
    await expect(printed('--json')).rejects.toThrow(/with --pictures/);
    await expect(printed('--pictures', folder, '--profile', 'best')).rejects.toThrow(/no profile "best"/);
  });
});
