import { execFile } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConsentJournal, type JournalEntry, journalPath } from './journal.ts';

let folder: string;
let path: string;
const journals: ConsentJournal[] = [];
const entry = (number: number): JournalEntry => ({
  kind: 'decision',
  id: `d${number}`,
  of: {
    callId: '11111111-1111-4111-8111-111111111111',
    participantId: '22222222-2222-4222-8222-222222222222',
    scope: 'expression',
    number,
    decision: 'withdrawn',
    wording: '1',
    language: 'en',
    hash: null,
    source: 'call',
    at: new Date(number),
  },
});
const opened = async () => {
  const journal = new ConsentJournal(path);
  journals.push(journal);
  return { journal, entries: await journal.read() };
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attune-journal-'));
  path = journalPath(folder);
  vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
});
afterEach(async () => {
  for (const journal of journals.splice(0)) await journal.close();
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

describe('the consent journal', () => {
  it('gives back what was appended, in order, from a file that only its owner may read', async () => {
    const { journal } = await opened();
    expect(await Promise.all([1, 2, 3].map((number) => journal.append(entry(number))))).toEqual([true, true, true]);
    await journal.close();
    expect((await opened()).entries).toEqual([1, 2, 3].map(entry));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('forgets what is settled, and is empty when all is', async () => {
    const { journal } = await opened();
    for (const number of [1, 2]) await journal.append(entry(number));
    await journal.settle('d1');
    await journal.settle('d2');
    expect(await readFile(path, 'utf8')).toBe('');
    await journal.append(entry(3));
    await journal.close();
    expect((await opened()).entries).toEqual([entry(3)]);
  });

  it('is written anew when most of a grown file is settled', async () => {
    const { journal } = await opened();
    for (let number = 1; number <= 300; number++) await journal.append(entry(number));
    const grown = (await stat(path)).size;
    for (let number = 1; number < 300; number++) await journal.settle(`d${number}`);
    expect((await stat(path)).size).toBeLessThan(grown * 0.6);
    await journal.append(entry(301));
    await journal.close();
    expect((await opened()).entries.map(({ id }) => id)).toEqual(expect.arrayContaining(['d300', 'd301']));
  });

  it('cuts off half a last line, and goes on behind the whole ones', async () => {
    const first = await opened();
    await first.journal.append(entry(1));
    await first.journal.close();
    await appendFile(path, '{"kind":"decision","id":"d2","of":{"callId":"1111111111111111111111111111111111111111111111111111');
    const second = await opened();
    expect(second.entries).toEqual([entry(1)]);
    await second.journal.append(entry(3));
    await second.journal.close();
    expect((await opened()).entries).toEqual([entry(1), entry(3)]);
  });

  it('keeps a copy of a file that is damaged in the middle, and reads the rest', async () => {
    await writeFile(path, `nonsense\n${JSON.stringify(entry(2))}\n`);
    expect((await opened()).entries).toEqual([entry(2)]);
    expect((await readdir(folder)).some((name) => name.includes('.damaged-'))).toBe(true);
  });

  it('says that it cannot be written, and works again once it can', async () => {
    await mkdir(path);
    const { journal, entries } = await opened();
    expect(entries).toEqual([]);
    expect(await journal.append(entry(1))).toBe(false);
    expect(journal.problem).toBe('EISDIR');
    await rm(path, { recursive: true });
    expect(await journal.append(entry(2))).toBe(true);
    expect(journal.problem).toBeNull();
    await journal.close();
    expect((await opened()).entries).toEqual([entry(2)]);
  });

  it('survives a disk that is full in the middle of a line', async () => {
    // The kernel's own limit on a file's size cuts the write as a full disk does.
    const program = `
      const { ConsentJournal } = await import(${JSON.stringify(new URL('journal.ts', import.meta.url).href)});
      const journal = new ConsentJournal(${JSON.stringify(path)});
      await journal.read();
      const entry = (number) => ({ ...${JSON.stringify(entry(1))}, id: 'd' + number });
      const done = [];
      for (let number = 1; number <= 6; number++) done.push(await journal.append(entry(number)));
      await journal.close();
      console.log(JSON.stringify({ done, problem: journal.problem }));`;
    const file = join(folder, 'full.mjs');
    await writeFile(file, program);
    const { stdout } = await promisify(execFile)('bash', ['-c', `ulimit -f 1; exec "${process.execPath}" "${file}"`], {
      cwd: process.cwd(),
    });
    const { done } = JSON.parse(stdout) as { done: boolean[] };
    const kept = done.filter(Boolean).length;
    expect(kept).toBeGreaterThan(0);
    expect(done).toContain(false);
    expect((await opened()).entries.map(({ id }) => id)).toEqual(done.flatMap((one, index) => (one ? [`d${index + 1}`] : [])));
  });
});
