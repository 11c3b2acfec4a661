import { describe, expect, it } from 'vitest';
import { lanesOf, parseStart, parseTest } from './arguments.mjs';

describe('npm start', () => {
  it('leaves everything to the environment and the defaults when nothing is given', () => {
    expect(parseStart([])).toEqual({ port: undefined, host: undefined, tls: false, files: undefined, demo: false, help: false });
  });

  it('reads every option', () => {
    expect(parseStart(['--port', '8443', '--host', '::1', '--cert', 'c.pem', '--key=k.pem', '--demo'])).toEqual({
      port: 8443,
      host: '::1',
      tls: false,
      files: { cert: 'c.pem', key: 'k.pem' },
      demo: true,
      help: false,
    });
  });

  it.each([
    [['--prot', '1'], /--prot/],
    [['extra'], /extra/],
    [['--port'], /--port/],
    [['--port', 'http'], /1 to 65535/],
    [['--port', '0'], /1 to 65535/],
    [['--port', '65536'], /1 to 65535/],
    [['--port', '80.5'], /1 to 65535/],
    [['--cert', 'c.pem'], /belong together/],
    [['--key', 'k.pem'], /belong together/],
    [['--tls', '--cert', 'c', '--key', 'k'], /not both/],
  ])('refuses %j in one line', (args, message) => {
    expect(() => parseStart(args)).toThrow(message);
    expect(() => parseStart(args)).toThrow(/^.+$/);
  });
});

describe('npm test', () => {
  it('runs every suite by default', () => {
    expect(parseTest([])).toEqual(['lint', 'types', 'unit', 'integration', 'e2e']);
  });

  it('runs the suites asked for, in their own order', () => {
    expect(parseTest(['--suite', 'e2e, unit', '--suite=lint'])).toEqual(['lint', 'unit', 'e2e']);
  });

  it('runs the integration tests beside the others', () => {
    expect(lanesOf(['lint', 'integration', 'e2e'])).toEqual([['lint', 'e2e'], ['integration']]);
    expect(lanesOf(['integration'])).toEqual([['integration']]);
  });

  it('refuses a suite that does not exist', () => {
    expect(() => parseTest(['--suite', 'units'])).toThrow('There is no suite "units". There are: lint, types, unit, integration, e2e.');
  });
});
