import { CascadeError, ModelError } from '#inference/errors';
import { Analyzer } from './analyzer.ts';
import { endAtOnce } from './end-at-once.ts';
import { IpcLink } from './ipc-link.ts';
import type { ServerLink, ServerMessage } from './link.ts';
import { type HostSettings, OptionsError, readOptions } from './remote/options.ts';
import { SocketLink } from './remote/socket-link.ts';

type Start = Extract<ServerMessage, { type: 'start' }>;

/** Serves the server at the other end of a link: an analyzer for each set of settings, kept while connections come and go. */
function serve(link: ServerLink, host: Partial<HostSettings>): void {
  let analyzer: Analyzer | null = null;
  let asked = '';
  const start = async (message: Start): Promise<void> => {
    const wanted = JSON.stringify(message);
    if (wanted !== asked) {
      asked = wanted;
      const former = analyzer;
      analyzer = new Analyzer(link, { ...message, settings: { ...message.settings, ...host } });
      await former?.close();
    }
    await analyzer?.ready();
  };
  link.listen({
    message: (message) => {
      if (message.type !== 'start') return analyzer?.handle(message);
      start(message).catch(async (error: unknown) => {
        const hopeless = error instanceof CascadeError || error instanceof ModelError;
        // The server says it for its own process.
        if (!(hopeless && link instanceof IpcLink)) console.error('The analyzer could not start:', hopeless ? error.message : error);
        if (hopeless) await link.deliver({ type: 'failed', message: error.message });
        // Not a natural exit, in which wrtc may crash.
        process.exit(hopeless && link instanceof IpcLink ? 0 : 1);
      });
    },
    lost: () => analyzer?.leaveCalls(),
  });
}

function serveRemote(): void {
  const options = readOptions(process.argv.slice(2), process.env);
  const link = new SocketLink(options);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void link.leave().then(endAtOnce));
  serve(link, options.host);
}

try {
  if (process.send === undefined) serveRemote();
  else serve(new IpcLink(), {});
} catch (error) {
  if (!(error instanceof OptionsError)) throw error;
  console.error(error.message);
  process.exit(1);
}
