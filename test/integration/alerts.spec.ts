import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALERTS, has } from './support/prometheus.ts';

describe('the alerts', () => {
  const rules = readFileSync(ALERTS, 'utf8');

  it('lead each to an incident page that exists', () => {
    const pages = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
    const anchors = new Set(
      [...pages.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replace(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
      ),
    );
    const runbooks = [...rules.matchAll(/runbook: 'docs\/operations\.md#([\w-]+)'/g)].map(([, anchor = '']) => anchor);
    expect(runbooks).toHaveLength(rules.match(/- alert:/g)?.length ?? 0);
    expect(runbooks.filter((anchor) => !anchors.has(anchor))).toEqual([]);
  });

  it.skipIf(!has('promtool', 'prometheus'))('fire when they should and keep still when they should, by promtool', () => {
    const run = (...args: string[]) => execFileSync('promtool', args, { cwd: dirname(ALERTS), encoding: 'utf8', stdio: 'pipe' });
    expect(run('check', 'rules', 'alerts.yml')).toContain('SUCCESS');
    expect(run('test', 'rules', 'alerts.test.yml')).toContain('SUCCESS');
    expect(run('check', 'config', '--syntax-only', 'prometheus.yml')).toContain('SUCCESS');
  });
});
