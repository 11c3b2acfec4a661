import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';

const folder = mkdtempSync(join(tmpdir(), 'attune-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));
const fileWith = (content: string) => {
  const path = join(folder, String(Math.random()));
  writeFileSync(path, content);
  return path;
};

describe('a secret', () => {
  it('can be given as a file, without the line break at its end', () => {
    const config = loadConfig({
      ATTUNE_API_KEY_FILE: fileWith('a-key-for-the-platform\n'),
      ATTUNE_METRICS_TOKEN_FILE: fileWith('a-token-for-prometheus'),
      DATABASE_URL_FILE: fileWith('postgres://attune:x@postgres/attune\r\n'),
      ATTUNE_TURN_URLS: 'turn:turn.example.org',
      ATTUNE_TURN_SECRET_FILE: fileWith('0123456789abcdef0123456789abcdef\n'),
      ATTUNE_STORAGE_KEY_FILE: fileWith('00'.repeat(32)),
    });
    expect(config).toMatchObject({
      apiKey: 'a-key-for-the-platform',
      databaseUrl: 'postgres://attune:x@postgres/attune',
      turn: { secret: '0123456789abcdef0123456789abcdef' },
      storageKey: '00'.repeat(32),
      observing: { metricsToken: 'a-token-for-prometheus' },
    });
  });

  it('is refused where it is given twice, or its file is missing or empty, by name', () => {
    const given = fileWith('a-key-for-the-platform');
    expect(() => loadConfig({ ATTUNE_API_KEY: 'another-key-for-it', ATTUNE_API_KEY_FILE: given })).toThrow(
      'Set ATTUNE_API_KEY or ATTUNE_API_KEY_FILE, not both.',
    );
    expect(() => loadConfig({ ATTUNE_API_KEY_FILE: join(folder, 'none') })).toThrow(/^ATTUNE_API_KEY_FILE: .* cannot be read/);
    expect(() => loadConfig({ ATTUNE_API_KEY_FILE: fileWith('\n') })).toThrow(/^ATTUNE_API_KEY_FILE: .* is empty/);
  });
});
