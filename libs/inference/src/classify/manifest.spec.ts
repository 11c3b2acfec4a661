import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '#contracts/profile';
import { Classifier } from './classifier.ts';
import { classifierOf, detectorOf, profileOf, readManifest, readModelFile } from './manifest.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attune-models-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const problem = (name: string) => expect.objectContaining({ name: 'ModelError', problem: name }) as Error;

describe('the manifest that ships', () => {
  it('has the default profile', () => {
    expect(() => profileOf(readManifest(), DEFAULT_PROFILE)).not.toThrow();
  });

  it('has a profile `light` whose model file is the one it describes', () => {
    const manifest = readManifest();
    const model = classifierOf(manifest, profileOf(manifest, 'light').classifier);
    expect(model.classes).toHaveLength(8);
    expect(readModelFile(model).length).toBeGreaterThan(1_000_000);
  });

  it('names what there is when asked for what there is not', () => {
    expect(() => classifierOf(readManifest(), 'toString')).toThrow(problem('unknown-model'));
    expect(() => classifierOf(readManifest(), 'resnet')).toThrow(/mobilenetv2-ferplus/);
    expect(() => detectorOf(readManifest(), 'mobilenetv2-ferplus')).toThrow(/haar/);
    expect(() => profileOf(readManifest(), 'heavy')).toThrow(/light/);
  });
});

describe('a folder that is not as it should be', () => {
  it('lacks the manifest', () => {
    expect(() => readManifest(folder)).toThrow(problem('manifest-missing'));
  });

  it.each(['{', '{}', '{"version":1,"models":{"x":{"kind":"classifier"}},"profiles":{}}'])('has a broken one: %s', (text) => {
    writeFileSync(join(folder, 'manifest.json'), text);
    expect(() => readManifest(folder)).toThrow(problem('manifest-broken'));
  });

  it('lacks the model, or has another one', () => {
    const model = { ...classifierOf(readManifest(), 'mobilenetv2-ferplus'), file: 'model.onnx' };
    expect(() => readModelFile(model, folder)).toThrow(problem('file-missing'));
    writeFileSync(join(folder, 'model.onnx'), 'something else');
    expect(() => readModelFile(model, folder)).toThrow(problem('wrong-hash'));
  });

  it('has a file with the right hash that is no model', async () => {
    const bytes = Buffer.from('something else');
    const model = { ...classifierOf(readManifest(), 'mobilenetv2-ferplus'), sha256: createHash('sha256').update(bytes).digest('hex') };
    await expect(Classifier.load(model, bytes, 'cpu')).rejects.toThrow(problem('not-loadable'));
  });
});
