import { createPrivateKey, X509Certificate } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join, resolve } from 'node:path';
import { say, StepError } from './say.mjs';

/** @typedef {{ cert: string, key: string }} CertificateFiles absolute paths of PEM files */

const dayMs = 86_400_000;

/** This machine's IPv4 addresses on its networks, loopback left out. */
export function lanAddresses() {
  return Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter((each) => each.family === 'IPv4' && !each.internal)
    .map((each) => each.address);
}

/**
 * A self-signed certificate for localhost and this machine's addresses, kept until it runs out or an address is new.
 * @param {string} dataDir
 * @param {string[]} addresses
 * @returns {Promise<CertificateFiles>}
 */
export async function selfSigned(dataDir, addresses) {
  const folder = join(dataDir, 'tls');
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  if (existsSync(files.cert) && existsSync(files.key) && covers(readFileSync(files.cert, 'utf8'), addresses, Date.now())) return files;

  say('Making a certificate for this machine …');
  const { generate } = await import('selfsigned');
  const made = await generate([{ name: 'commonName', value: 'Attune on this machine' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    // Browsers and iOS refuse server certificates that are valid for longer.
    notAfterDate: new Date(Date.now() + 397 * dayMs),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          ...['127.0.0.1', '::1', ...addresses].map((ip) => ({ type: /** @type {const} */ (7), ip })),
        ],
      },
    ],
  });
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(files.key, made.private, { mode: 0o600 });
    writeFileSync(files.cert, made.cert, { mode: 0o600 });
  } catch (error) {
    throw new StepError(
      `The certificate could not be written to ${folder} (${/** @type {Error} */ (error).message}). Make it writable, or set ATTUNE_DATA to another folder.`,
    );
  }
  return files;
}

/**
 * Whether a certificate is good for these addresses and for a week from now.
 * @param {string} pem
 * @param {string[]} addresses
 * @param {number} now milliseconds since 1970
 */
export function covers(pem, addresses, now) {
  try {
    const certificate = new X509Certificate(pem);
    return (
      certificate.checkHost('localhost') !== undefined &&
      addresses.every((address) => certificate.checkIP(address) !== undefined) &&
      Date.parse(certificate.validTo) > now + 7 * dayMs
    );
  } catch {
    return false;
  }
}

/**
 * Checks a certificate that was given by path: readable, and its key fits.
 * @param {CertificateFiles} given
 * @returns {CertificateFiles}
 * @throws {StepError}
 */
export function checkedFiles(given) {
  const files = { cert: resolve(given.cert), key: resolve(given.key) };
  for (const [what, path] of [
    ['certificate', files.cert],
    ['private key', files.key],
  ]) {
    try {
      accessSync(path ?? '', constants.R_OK);
    } catch {
      throw new StepError(
        `The ${what} ${path} ${existsSync(path ?? '') ? 'cannot be read: give the user that runs Attune the right to' : 'does not exist'}.`,
      );
    }
  }
  const certificate = parsed(`${files.cert} is no certificate in PEM format.`, () => new X509Certificate(readFileSync(files.cert)));
  const key = parsed(`${files.key} is no private key in PEM format without a password.`, () => createPrivateKey(readFileSync(files.key)));
  if (!certificate.checkPrivateKey(key))
    throw new StepError(`The private key ${files.key} does not belong to the certificate ${files.cert}.`);
  return files;
}

/**
 * @template T
 * @param {string} message
 * @param {() => T} parse
 */
function parsed(message, parse) {
  try {
    return parse();
  } catch {
    throw new StepError(message);
  }
}
