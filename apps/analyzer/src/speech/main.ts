import { setPriority } from 'node:os';
import { type FromSpeech, toSpeech } from '#contracts/speech-link';
import { ModelError } from '#inference/errors';
import { endAtOnce } from '../end-at-once.ts';
import { Listener, type SpeechMessage } from './listener.ts';

/** Below the media workers and the server, and with it the recognisers that it starts: words may come a little later, voices may not. */
const PRIORITY = 5;

let listener: Listener | null = null;

function send(message: FromSpeech): void {
  // A closed channel is told by `disconnect`.
  process.send?.(message, undefined, undefined, () => undefined);
}

async function start(message: Extract<SpeechMessage, { type: 'start' }>): Promise<void> {
  listener = new Listener(message, send);
  await listener.ready();
}

process.on('disconnect', () => {
  listener?.close();
  endAtOnce();
});
process.on('message', (message) => {
  const parsed = toSpeech.safeParse(message);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return console.error('The server sent a message that does not fit the link:', issue?.path.join('.'), issue?.message);
  }
  if (parsed.data.type !== 'start') return listener?.handle(parsed.data);
  start(parsed.data).catch((error: unknown) => {
    if (!(error instanceof ModelError)) throw error;
    process.send?.({ type: 'failed', message: error.message } satisfies FromSpeech, undefined, undefined, () => process.exit(0));
  });
});
try {
  setPriority(PRIORITY);
} catch {
  // Some systems do not let it.
}
