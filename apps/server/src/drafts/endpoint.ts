import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import type { DraftProblem } from '#contracts/draft';
import type { DraftSettings } from '../config/draft-settings.ts';
import type { StandingConsent } from '../consent/standing-consent.ts';
import type { Message } from './prompt.ts';

/** No answer is longer than this. */
const MAX_BYTES = 4_000_000;
/** Waits before the second and the third try. */
const WAITS_MS = [2_000, 8_000];
const MAX_TOKENS = 4_096;

const completion = z.object({
  choices: z
    .array(z.object({ message: z.object({ content: z.string().nullable().default('') }), finish_reason: z.string().nullable().optional() }))
    .min(1),
  usage: z.object({ prompt_tokens: z.number() }).partial().nullish(),
});

export interface Completion {
  text: string;
  /** The model stopped for want of room. */
  cutOff: boolean;
  /** As the endpoint counted them; null where it does not say. */
  promptTokens: number | null;
}

/** The endpoint did not answer as it should. */
export class EndpointFailed extends Error {
  override name = 'EndpointFailed';
  readonly problem: DraftProblem;

  constructor(problem: DraftProblem, detail: string) {
    super(`The endpoint for drafts: ${detail}`);
    this.problem = problem;
  }
}

/** `POST …/chat/completions` of an OpenAI-compatible endpoint. */
export class DraftEndpoint {
  readonly #settings: DraftSettings;
  readonly #waitsMs: readonly number[];

  constructor(settings: DraftSettings, waitsMs: readonly number[] = WAITS_MS) {
    this.#settings = settings;
    this.#waitsMs = waitsMs;
  }

  /**
   * Sends words of the call to which that consent was given. It is tried again where the endpoint is busy or away, not where it takes too long.
   * @throws EndpointFailed; the signal's reason once it aborts
   */
  async complete(
    consent: StandingConsent<'draft'>,
    messages: readonly Message[],
    schema: object,
    signal: AbortSignal,
  ): Promise<Completion> {
    for (let tries = 0; ; tries++) {
      // The last look before anything leaves: it may have been taken back while this waited.
      await consent.lookAgain();
      signal.throwIfAborted();
      consent.revoked.throwIfAborted();
      try {
        return await this.#ask(messages, schema, AbortSignal.any([signal, consent.revoked]));
      } catch (error) {
        const wait = this.#waitsMs[tries];
        if (!(error instanceof Busy) || wait === undefined) throw error instanceof Busy ? error.last : error;
        await setTimeout(wait, undefined, { signal: AbortSignal.any([signal, consent.revoked]) });
      }
    }
  }

  async #ask(messages: readonly Message[], schema: object, stop: AbortSignal): Promise<Completion> {
    const { url, model, key, answerMs } = this.#settings;
    const late = AbortSignal.timeout(answerMs);
    try {
      const response = await fetch(`${url}/chat/completions`, {
        method: 'POST',
        // What was said goes to the address that was named, and to no other that it names.
        redirect: 'error',
        signal: AbortSignal.any([stop, late]),
        headers: { 'content-type': 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) },
        body: JSON.stringify({
          model,
          messages,
          temperature: 0,
          max_tokens: MAX_TOKENS,
          stream: false,
          response_format: { type: 'json_schema', json_schema: { name: 'draft', strict: true, schema } },
        }),
      });
      if (!response.ok) {
        await response.body?.cancel();
        throw refusal(response.status);
      }
      return read(await textOf(response));
    } catch (error) {
      if (error instanceof EndpointFailed || error instanceof Busy) throw error;
      stop.throwIfAborted();
      if (late.aborted) throw new EndpointFailed('endpoint-slow', `no answer within ${answerMs / 1_000} s.`);
      throw new Busy(new EndpointFailed('endpoint-unreachable', error instanceof Error ? error.message : 'not reached.'));
    }
  }
}

/** Worth another try. */
class Busy extends Error {
  readonly last: EndpointFailed;
  constructor(last: EndpointFailed) {
    super(last.message);
    this.last = last;
  }
}

function refusal(status: number): Error {
  if (status === 429 || status >= 500) return new Busy(new EndpointFailed('endpoint-failed', `it answered ${status}.`));
  return new EndpointFailed('endpoint-refused', `it answered ${status}.`);
}

function read(text: string): Completion {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new EndpointFailed('endpoint-failed', 'it did not answer JSON; is the address the one of its API?');
  }
  const parsed = completion.safeParse(json);
  if (!parsed.success) throw new EndpointFailed('endpoint-failed', 'its answer is no chat completion.');
  const { choices, usage } = parsed.data;
  return {
    text: choices[0]!.message.content ?? '',
    cutOff: choices[0]!.finish_reason === 'length',
    promptTokens: usage?.prompt_tokens ?? null,
  };
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += (chunk as Uint8Array).byteLength;
    if (bytes > MAX_BYTES) throw new EndpointFailed('endpoint-failed', 'its answer has no end.');
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString('utf8');
}
