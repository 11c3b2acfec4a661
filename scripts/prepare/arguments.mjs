import { parseArgs } from 'node:util';
import { StepError } from './say.mjs';

/** What `npm start -- --help` prints. */
export const startHelp = `npm start -- [options]

  --port N      the port to serve on (default 3000, or ATTUNE_PORT)
  --host ADDR   the address to listen on, 0.0.0.0 for all (default: this machine only; with https: all; or ATTUNE_HOST)
  --tls         serve https with a certificate made here, for other devices on the local network
  --cert FILE   serve https with this certificate (PEM, with its chain) …
  --key FILE    … and this private key (PEM)
  --demo        a synthetic patient joins the first call, so that one person can see everything
  --help        this text

Everything else is set in the environment: see docs/configuration.md.`;

/**
 * @typedef {object} StartOptions
 * @property {number | undefined} port
 * @property {string | undefined} host
 * @property {boolean} tls make a self-signed certificate
 * @property {{ cert: string, key: string } | undefined} files paths of a real certificate
 * @property {boolean} demo
 * @property {boolean} help
 */

/**
 * @param {string[]} args
 * @returns {StartOptions}
 * @throws {StepError} on anything that is not understood
 */
export function parseStart(args) {
  const values = parse(
    args,
    {
      port: { type: 'string' },
      host: { type: 'string' },
      tls: { type: 'boolean', default: false },
      cert: { type: 'string' },
      key: { type: 'string' },
      demo: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
    'npm start -- --help',
  );
  const { cert, key, tls, port } = values;
  if ((cert === undefined) !== (key === undefined)) throw new StepError('--cert and --key belong together: give both.');
  if (tls && cert !== undefined)
    throw new StepError('Give either --tls (a certificate made here) or --cert and --key (your own), not both.');
  if (port !== undefined && !isPort(port)) throw new StepError(`--port ${port} is no port: give a number from 1 to 65535.`);
  return {
    port: port === undefined ? undefined : Number(port),
    host: values.host,
    tls,
    files: cert === undefined || key === undefined ? undefined : { cert, key },
    demo: values.demo,
    help: values.help,
  };
}

/** @param {string} text */
function isPort(text) {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}

/**
 * @param {string[]} args
 * @returns {{ yes: boolean }}
 * @throws {StepError}
 */
export function parseSetup(args) {
  return parse(args, { yes: { type: 'boolean', default: false } }, 'npm run setup -- --yes');
}

/** The suites of `npm test`, in the order in which they are told. */
export const suiteNames = /** @type {const} */ (['lint', 'types', 'unit', 'integration', 'e2e']);

/** @typedef {typeof suiteNames[number]} SuiteName */

/**
 * Suites that run side by side: the integration tests wait as often as they compute, and take about as long as all others together.
 * @param {SuiteName[]} suites
 * @returns {SuiteName[][]} each lane runs its suites one after the other
 */
export function lanesOf(suites) {
  const beside = suites.filter((suite) => suite === 'integration');
  const others = suites.filter((suite) => suite !== 'integration');
  return [others, beside].filter((lane) => lane.length > 0);
}

/**
 * @param {string[]} args
 * @returns {SuiteName[]} the suites to run
 * @throws {StepError}
 */
export function parseTest(args) {
  const { suite } = parse(args, { suite: { type: 'string', multiple: true } }, `npm test -- --suite ${suiteNames.join(',')}`);
  if (suite === undefined) return [...suiteNames];
  const wanted = suite.flatMap((list) => list.split(',')).map((name) => name.trim());
  const unknown = wanted.find((name) => !suiteNames.some((known) => known === name));
  if (unknown !== undefined) throw new StepError(`There is no suite "${unknown}". There are: ${suiteNames.join(', ')}.`);
  return suiteNames.filter((name) => wanted.includes(name));
}

/**
 * @template {import('node:util').ParseArgsConfig['options']} T
 * @param {string[]} args
 * @param {T} options
 * @param {string} hint
 */
function parse(args, options, hint) {
  try {
    return parseArgs({ args, options, allowPositionals: false }).values;
  } catch (error) {
    const [sentence] = /** @type {Error} */ (error).message.split('. ');
    throw new StepError(`${sentence?.replace(/\.$/, '')}. See: ${hint}`);
  }
}
