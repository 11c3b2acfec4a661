import { createServer } from 'node:net';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';

/** Fails early if the port cannot be had, before databases are opened and workers started. Throws {@link ConfigError}. */
export function assertPortFree({ port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(explainListen(error, { port, host })));
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

/** What listening failed for, as a sentence. */
export function explainListen(error: Error, { port, host }: Pick<Config, 'port' | 'host'>): Error {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new ConfigError(`Port ${port} is in use. Stop the other program, or set ATTUNE_PORT to another port.`);
    case 'EACCES':
      return new ConfigError(`Port ${port} needs more rights than this user has. Set ATTUNE_PORT to a port above 1023.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new ConfigError(`ATTUNE_HOST ${host ?? ''} is no address of this machine.`);
    default:
      return error;
  }
}
