import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { backUp, restore } from '../../apps/server/src/backup/backup.ts';
import { Attune, Clinician } from './support/attune.ts';

const folder = mkdtempSync(join(tmpdir(), 'attune-backup-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('comes back on another machine with its key, and says what is missing without it', { timeout: 120_000 }, async () => {
  const attune = await Attune.start();
  const clinician = await attune.clinician();
  const call = await clinician.createCall('Knee', 'Jan');
  await clinician.request('POST', `/api/calls/${call.id}/transcript/segments`, {
    segments: [{ id: 'a', speaker: 'Jan', startMs: 0, endMs: 900, text: 'It hurts.' }],
  });
  const before = (await clinician.request('GET', `/api/calls/${call.id}/transcript`)).body;
  const file = join(folder, 'monday.tgz');
  await expect(backUp(attune.config, file)).rejects.toThrow(/Another Attune is using the data folder/);
  await attune.stop({ keepData: true });
  await backUp(attune.config, file);
  await expect(backUp(attune.config, file)).rejects.toThrow(/There is a file .* already/);
  expect(statSync(file).mode & 0o777).toBe(0o600);

  const elsewhere = { dataDir: join(folder, 'data'), keyFile: join(folder, 'attune.key') };
  await restore(elsewhere, file);
  await expect(restore(elsewhere, file)).rejects.toThrow(/is not empty/);
  await expect(Attune.start(elsewhere)).rejects.toThrow(/attune\.key is missing.*Restore it/);
  cpSync(attune.config.keyFile, elsewhere.keyFile);
  const restored = await Attune.start(elsewhere);
  const again = new Clinician(restored, clinician.cookie);
  expect((await again.request('GET', `/api/calls/${call.id}/transcript`)).body).toEqual(before);
  await restored.stop();

  const cut = join(folder, 'cut.tgz');
  writeFileSync(cut, readFileSync(file).subarray(0, 5_000));
  const third = { dataDir: join(folder, 'third') };
  await expect(restore(third, cut)).rejects.toThrow(/no whole backup/);
  await restore(third, file);
  rmSync(attune.config.dataDir, { recursive: true });
  rmSync(attune.config.keyFile);
});
