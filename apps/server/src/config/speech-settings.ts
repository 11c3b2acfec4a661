import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import type { RecogniserSettings } from '#contracts/speech-link';
import { ConfigError, faultsOf } from './config-error.ts';
import { definedOnly } from './defined-only.ts';

const POCKETSPHINX = 'pocketsphinx_continuous';

export const speechEnvironment = z.object({
  /** Which recogniser writes down what is said. `auto`: the service if an address is set, else PocketSphinx if it is installed, else none. */
  ATTUNE_SPEECH: z.enum(['auto', 'off', 'pocketsphinx', 'openai'], 'must be auto, off, pocketsphinx or openai.').default('auto'),
  /** A service that answers as OpenAI's `/v1/audio/transcriptions` does, up to and including `/v1`. Sound is sent there. */
  ATTUNE_SPEECH_URL: z
    .url({ protocol: /^https?$/, error: 'must be a http:// or https:// address, such as http://127.0.0.1:8000/v1.' })
    .optional(),
  ATTUNE_SPEECH_KEY: z.string().optional(),
  ATTUNE_SPEECH_MODEL: z.string().default('whisper-1'),
  ATTUNE_SPEECH_LANGUAGE: z
    .string()
    .regex(/^[a-z]{2,3}$/, 'must be a language code such as en or cs.')
    .optional(),
  ATTUNE_SPEECH_SECONDS: z.coerce
    .number('must be a number of seconds.')
    .min(1, 'must be at least 1.')
    .max(600, 'must be at most 600.')
    .default(20),
  ATTUNE_SPEECH_REQUESTS: z.coerce
    .number('must be a number.')
    .int('must be a whole number.')
    .min(1, 'must be at least 1.')
    .max(64, 'must be at most 64.')
    .default(2),
  ATTUNE_BROWSER_CAPTIONS: z
    .enum(['0', '1'], 'must be 0 or 1.')
    .default('0')
    .transform((value) => value === '1'),
});

export interface SpeechSettings {
  /** Null: nothing is written down on this server. */
  recogniser: RecogniserSettings | null;
  /** Whether browsers may do it for their own user, which sends the sound to the browser's maker. */
  browserCaptions: boolean;
}

/** Throws ConfigError, which names the variable and what it may hold. */
export function readSpeechSettings(environment: NodeJS.ProcessEnv): SpeechSettings {
  const parsed = speechEnvironment.safeParse(definedOnly(environment));
  if (!parsed.success) throw faultsOf(parsed.error);
  return {
    recogniser: recogniserOf(parsed.data, environment['PATH'] ?? ''),
    // The demo's patient knows its own words, and sends them as a browser would.
    browserCaptions: parsed.data.ATTUNE_BROWSER_CAPTIONS || environment['ATTUNE_DEMO'] === '1',
  };
}

function recogniserOf(set: z.output<typeof speechEnvironment>, path: string): RecogniserSettings | null {
  const { ATTUNE_SPEECH: wanted, ATTUNE_SPEECH_URL: url } = set;
  if (wanted === 'openai' && url === undefined)
    throw new ConfigError(
      'ATTUNE_SPEECH_URL: name the address of the service, such as http://127.0.0.1:8000/v1, or set ATTUNE_SPEECH to auto.',
    );
  if (url !== undefined && (wanted === 'openai' || wanted === 'auto'))
    return {
      kind: 'openai',
      url,
      key: set.ATTUNE_SPEECH_KEY,
      model: set.ATTUNE_SPEECH_MODEL,
      language: set.ATTUNE_SPEECH_LANGUAGE,
      timeoutMs: set.ATTUNE_SPEECH_SECONDS * 1_000,
      concurrency: set.ATTUNE_SPEECH_REQUESTS,
    };
  const program = wanted === 'off' ? null : findProgram(POCKETSPHINX, path);
  if (program === null && wanted === 'pocketsphinx')
    throw new ConfigError(`ATTUNE_SPEECH: ${POCKETSPHINX} is not installed. On Debian: apt-get install pocketsphinx pocketsphinx-en-us.`);
  return program === null ? null : { kind: 'pocketsphinx', program };
}

/** Absolute path of a program that may be run, or null. */
function findProgram(name: string, path: string): string | null {
  for (const folder of path.split(delimiter).filter((one) => one !== '')) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      // Not there.
    }
  }
  return null;
}
