import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assertChecksum, nodeChecksum } from './checksums.mjs';
import { root } from './run.mjs';

describe('what is downloaded', () => {
  it('is used only if it is what its checksum was taken of', () => {
    const bytes = Buffer.from('an archive');
    const right = createHash('sha256').update(bytes).digest('hex');
    expect(() => assertChecksum(bytes, right, 'It')).not.toThrow();
    expect(() => assertChecksum(Buffer.from('an archive!'), right, 'It')).toThrow(/SHA-256 .*It is not used/);
  });

  it('is, for Node, the version of the lockfile', () => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, { version: string }> };
    const version = lock.packages['node_modules/node']?.version ?? '';
    for (const system of ['linux-x64', 'linux-arm64']) expect(nodeChecksum(version, system)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.runIf(process.execPath === join(root, 'node_modules/node/bin/node') && process.platform === 'linux')(
    'is the Node that runs this',
    () => {
      const expected = nodeChecksum(process.versions.node);
      expect(() => assertChecksum(readFileSync(process.execPath), expected ?? '', 'Node')).not.toThrow();
    },
  );
});
