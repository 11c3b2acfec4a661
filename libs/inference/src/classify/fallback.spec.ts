import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { Permit } from '../permit.ts';
import { background, drawFace } from '../testing/drawn-frame.ts';
import { writeTinyModel } from '../testing/tiny-network.ts';
import { Classifier } from './classifier.ts';
import type { Crop } from './cutout.ts';
import type { Device } from './device.ts';
import { classifierOf, readManifest, readModelFile } from './manifest.ts';

const folder = mkdtempSync(join(tmpdir(), 'attune-fallback-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeTinyModel(folder, 'ferplus', ['bright', 'dark', 'neither']);
const model = classifierOf(readManifest(folder), 'tiny');
const bytes = readModelFile(model, folder);

const plane = background(64, 64);
drawFace(plane, 20, 20, 30);
const crops: Crop[] = [{ plane, box: [0, 0, 64, 64], fit: 'exact', permit: Permit.ofMaterial() }];

/** A GPU in name, which the test takes away: its real session is on the CPU, and a released session fails as a lost device's does. */
async function withGpu() {
  const sessions: [Device, InferenceSession][] = [];
  const classifier = await Classifier.on(model, ['webgpu', 'cpu'], async (device) => {
    const session = await InferenceSession.create(bytes);
    sessions.push([device, session]);
    return session;
  });
  return { classifier, sessions, loseGpu: () => sessions[0]![1].release() };
}

describe('a classifier whose device fails at run time', () => {
  it('answers the same faces on the CPU, says so once, and stays there', async () => {
    const { classifier, sessions, loseGpu } = await withGpu();
    const onFallback = vi.fn<(failed: Device, error: Error) => void>();
    classifier.onFallback = onFallback;
    expect(classifier.device).toBe('webgpu');
    const before = await classifier.classify(crops);
    await loseGpu();
    expect(await classifier.classify(crops)).toEqual(before);
    expect(await classifier.classify(crops)).toEqual(before);
    expect(classifier.device).toBe('cpu');
    expect(onFallback).toHaveBeenCalledExactlyOnceWith('webgpu', expect.any(Error));
    expect(sessions.map(([device]) => device)).toEqual(['webgpu', 'cpu']);
    await classifier.close();
  });

  it('fails where the CPU fails', async () => {
    const classifier = await Classifier.on(model, ['cpu'], () => InferenceSession.create(bytes));
    await classifier.close();
    await expect(classifier.classify(crops)).rejects.toThrow();
  });
});
