import { createApp, listen } from './app.ts';
import { DrainService } from './live/drain.service.ts';
import { SetupCode } from './auth/setup-code.ts';
import { loadConfig } from './config/config.ts';

/** Starts Attune. What keeps it from starting is told in one line, without a stack. */
// Whatever this process and its children write is theirs alone.
process.umask(0o077);
try {
  const config = loadConfig(process.env);
  const app = await createApp(config);
  try {
    const url = await listen(app, config);
    stopOnSignals(
      () => app.close(),
      () => app.get(DrainService).drain(),
    );
    console.log(`Attune is ready on ${url}`);
    const { path } = app.get(SetupCode);
    if (path !== null) console.log(`Make the first account here: ${url}${path}`);
  } catch (error) {
    await app.close();
    throw error;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

/** `drain` comes first, and is cut short by a second signal. */
function stopOnSignals(close: () => Promise<void>, drain: () => Promise<void>): void {
  let stopping = false;
  let draining = false;
  const stop = () => {
    if (draining || stopping) return closeNow();
    draining = true;
    drain().then(closeNow, closeNow);
  };
  const closeNow = () => {
    if (stopping) return;
    stopping = true;
    // A socket that does not close must not keep the process.
    setTimeout(() => process.exit(1), 8_000).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error instanceof Error ? error.message : String(error));
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
