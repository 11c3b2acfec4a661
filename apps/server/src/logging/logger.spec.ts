import { describe, expect, it } from 'vitest';
import { AppLogger, type LogFields } from './logger.ts';
import { describe as told, oneLine } from './describe.ts';
import { withLogContext } from './log-context.ts';
import { scrub } from './scrub.ts';

function written(logFormat: 'json' | 'text', write: (logger: AppLogger) => void, logLevel: 'debug' | 'info' = 'info'): string[] {
  const lines: string[] = [];
  write(new AppLogger({ logFormat, logLevel }, { write: (line) => lines.push(line) }));
  return lines;
}

describe('a log line', () => {
  it('is an object with the ids of where it was written, for programs', () => {
    const [line = ''] = written('json', (logger) =>
      withLogContext({ requestId: 'r' }, () => withLogContext({ callId: 'c' }, () => logger.warn('Storing failed.', 'Storage'))),
    );
    expect(JSON.parse(line)).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown,
      requestId: 'r',
      callId: 'c',
      context: 'Storage',
      msg: 'Storing failed.',
    });
  });

  it('is a sentence for people, who see where it comes from once it is serious', () => {
    expect(written('text', (logger) => (logger.log('It runs.', 'Analysis'), logger.error('It does not.', 'Analysis')))).toEqual([
      'It runs.\n',
      'ERROR [Analysis] It does not.\n',
    ]);
  });

  it('holds of what it is given only fields that can hold no personal data', () => {
    const fields = { method: 'GET', route: '/api/calls/:id', status: 200, ms: 3, name: 'Ada Nováková', text: 'I feel sad' } as LogFields;
    const [line = ''] = written('json', (logger) => logger.log('A request was answered.', fields, { name: 'Ada' }, 'Http'));
    expect(Object.keys(JSON.parse(line) as object).sort()).toEqual(['context', 'level', 'method', 'ms', 'msg', 'route', 'status', 'time']);
  });

  it('is left out below its level, and so are the routes that Nest tells', () => {
    const write = (logger: AppLogger) => (logger.debug('x', 'Http'), logger.log('Mapped {/api}', 'RouterExplorer'));
    expect(written('json', write)).toEqual([]);
    expect(written('json', write, 'debug')).toHaveLength(2);
  });
});

describe('what is scrubbed from a line', () => {
  it.each([
    ['mail to ada.novak+x@clinic.example.org failed', 'mail to [e-mail] failed'],
    ['GET /join/abcDEF123-_abcDEF123 gone', 'GET /join/[secret] gone'],
    ['of http://localhost:3000/api/join/0123456789ab.cdef', 'of http://localhost:3000/api/join/[secret]'],
    ['postgres://attune:hunter2@db:5432/attune', 'postgres://[credentials]@db:5432/attune'],
    ['GET /api/calls?search=Novak 500', 'GET /api/calls?[query] 500'],
    [`token ${'a1'.repeat(22)}.`, 'token [secret].'],
  ])('%s', (text, clean) => expect(scrub(text)).toBe(clean));

  it('is not an id or a path', () => {
    const text = 'Call 0b1f4f7e-9a3c-4a55-8d7e-2f6f1f0c9a10: see /var/lib/attune/owed-writes.jsonl, 12 rows (samples) are lost.';
    expect(scrub(text)).toBe(text);
  });
});

describe('an error that quotes what it could not read', () => {
  it('is told without it', () => {
    let caught: unknown;
    try {
      JSON.parse('Jan says: I cannot sleep');
    } catch (error) {
      caught = error;
    }
    expect((caught as Error).message).toContain('Jan');
    expect(told(caught)).not.toContain('Jan');
    const refused = Object.assign(new Error('invalid input syntax for type integer: "Jan"'), { code: '22P02' });
    expect(oneLine(new Error('Failed query: … params: Jan', { cause: refused }))).toBe('Error 22P02');
    expect(oneLine(new Error('disk full'))).toBe('Error: disk full');
  });
});
