/** `npm start`: brings everything into place, then serves. See `npm start -- --help`. */
import { resolve } from 'node:path';
import { prepareServer } from './prepare.mjs';
import { parseStart, startHelp } from './prepare/arguments.mjs';
import { serverEntry } from './prepare/builds.mjs';
import { checkedFiles, lanAddresses, selfSigned } from './prepare/certificate.mjs';
import { inItsPlace } from './prepare/child.mjs';
import { checkPort } from './prepare/port.mjs';
import { envWith, root } from './prepare/run.mjs';
import { runScript, say } from './prepare/say.mjs';

/** Where the server listens as long as nothing is encrypted and no address is named; see apps/server/src/config. */
const loopback = '127.0.0.1';

await runScript(async () => {
  const options = parseStart(process.argv.slice(2));
  if (options.help) {
    say(startHelp);
    return 0;
  }
  const port = options.port ?? Number(process.env['ATTUNE_PORT'] || 3000);
  const host = options.host ?? (process.env['ATTUNE_HOST'] || undefined);
  const files = options.files && checkedFiles(options.files);
  const secure = options.tls || files !== undefined || Boolean(process.env['ATTUNE_TLS_CERT']);
  await checkPort(port, host ?? (secure ? undefined : loopback));

  const { node, worker } = await prepareServer();
  const certificate =
    files ?? (options.tls ? await selfSigned(resolve(root, process.env['ATTUNE_DATA'] || 'data'), lanAddresses()) : undefined);

  /** @type {NodeJS.ProcessEnv} */
  const settings = { NODE_ENV: 'production', MEDIASOUP_WORKER_BIN: worker, ATTUNE_PORT: String(port) };
  if (host !== undefined) settings['ATTUNE_HOST'] = host;
  if (options.demo) settings['ATTUNE_DEMO'] = '1';
  if (certificate !== undefined) Object.assign(settings, { ATTUNE_TLS_CERT: certificate.cert, ATTUNE_TLS_KEY: certificate.key });
  // The synthetic patient is a Node program, which trusts our certificate only if told to.
  if (options.demo && options.tls) settings['NODE_EXTRA_CA_CERTS'] = certificate?.cert;

  say('Starting Attune …');
  sayWhoElseMay(secure, host, port);
  return inItsPlace(node, ['--enable-source-maps', serverEntry], { cwd: root, env: envWith(node, settings) });
});

/**
 * @param {boolean} secure
 * @param {string | undefined} host
 * @param {number} port
 */
function sayWhoElseMay(secure, host, port) {
  if (!secure && host === undefined) say('Only this machine can open it. For other devices on the network: npm start -- --tls');
  else if (!secure) say(`It listens on ${host} without encryption, as you said: put a proxy with https in front of it.`);
  else if (host === undefined) for (const address of lanAddresses()) say(`Other devices on the network: https://${address}:${port}`);
}
