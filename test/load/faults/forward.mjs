import { connect, createServer } from 'node:net';

/** `forward.mjs PORT ADDRESS`: what connects to this port of loopback is passed on to the same port at that address. */
const [port, address] = process.argv.slice(2);
const quiet = () => undefined;

createServer((near) => {
  const far = connect(Number(port), address);
  for (const [one, other] of [
    [near, far],
    [far, near],
  ])
    one.on('error', quiet).on('close', () => other.destroy());
  near.pipe(far).pipe(near);
}).listen(Number(port), () => console.log('ready'));
