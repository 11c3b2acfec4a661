import { CascadeError, ModelError } from '#inference/errors';
import { Analyzer } from './analyzer.ts';
import { ServerLink } from './link.ts';

const link = new ServerLink();
let analyzer: Analyzer | null = null;

link.listen((message) => {
  if (message.type !== 'start') return analyzer?.handle(message);
  if (analyzer !== null) return;
  analyzer = new Analyzer(link, message);
  analyzer.ready().catch(async (error: unknown) => {
    const hopeless = error instanceof CascadeError || error instanceof ModelError;
    if (hopeless) await link.deliver({ type: 'failed', message: error.message });
    else console.error('The analyzer could not start:', error);
    // Not a natural exit, in which wrtc may crash.
    process.exit(hopeless ? 0 : 1);
  });
});
