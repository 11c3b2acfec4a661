import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SETTING_NAMES } from './config.ts';
import { projectRoot } from './project-root.ts';

const read = (file: string) => readFileSync(join(projectRoot, file), 'utf8');
const namesIn = (text: string) => new Set(text.match(/\b(?:ATTUNE_[A-Z_]+|(?:DATABASE|REDIS)_URL(?:_FILE)?)\b/g));

describe('settings', () => {
  it('are all described, and nothing else is', () => {
    const described = namesIn(read('docs/configuration.md'));
    // The demo has a command of its own.
    expect(SETTING_NAMES.filter((name) => !described.has(name))).toEqual(['ATTUNE_DEMO']);
    // An analyzer on another host reads where its server is.
    expect([...described].filter((name) => !SETTING_NAMES.includes(name))).toEqual(['ATTUNE_SERVER_URL']);
  });

  it('can all be set for the container', () => {
    const passed = namesIn(read('docker-compose.yml'));
    // Its data are a volume.
    expect(SETTING_NAMES.filter((name) => !passed.has(name))).toEqual(['ATTUNE_DATA', 'ATTUNE_DEMO']);
  });
});
