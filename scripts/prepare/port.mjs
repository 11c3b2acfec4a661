import { createServer } from 'node:net';
import { StepError } from './say.mjs';

/**
 * @param {number} port
 * @param {string | undefined} host undefined: all addresses
 * @throws {StepError} if the port cannot be listened on
 */
export function checkPort(port, host) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      const where = host === undefined ? `Port ${port}` : `Port ${port} of ${host}`;
      const message = {
        EADDRINUSE: `${where} is in use. Stop what uses it, or choose another: npm start -- --port ${port + 1}`,
        EACCES: `${where} may not be used by this user. Choose one above 1023: npm start -- --port 3000`,
        EADDRNOTAVAIL: `This machine does not have the address ${host}. Leave --host out to listen on all.`,
        ENOTFOUND: `${host} is no address of this machine. Leave --host out to listen on all.`,
      }[error.code ?? ''];
      reject(new StepError(message ?? `${where} cannot be listened on (${error.message}).`));
    });
    probe.listen({ port, host }, () => probe.close(resolve));
  });
}
