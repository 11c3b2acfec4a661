import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { checkPort } from './port.mjs';

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve()))));

const listen = () =>
  new Promise<number>((resolve) => {
    server = createServer().listen(0, '127.0.0.1', () => resolve((server?.address() as AddressInfo).port));
  });

it('names the port that is in use and the way out', async () => {
  const port = await listen();
  await expect(checkPort(port, '127.0.0.1')).rejects.toThrow(
    `Port ${port} of 127.0.0.1 is in use. Stop what uses it, or choose another: npm start -- --port ${port + 1}`,
  );
});

it('says that an address is not this machine’s', async () => {
  await expect(checkPort(44_990, '192.0.2.1')).rejects.toThrow(/does not have the address 192\.0\.2\.1/);
});
