import type { Utterance } from '#contracts/transcript';

/** Who speaks, in the words that the prompt uses: no names leave the server. */
export const SPEAKERS = ['patient', 'clinician', 'guest', 'unknown'] as const;
export type Speaker = (typeof SPEAKERS)[number];

/**
 * One utterance as drafts know it. The private member keeps other shapes out: an utterance that carries an expression estimate cannot be passed to
 * the prompt or to the checks, because nothing but {@link saidLine} makes one of these.
 */
export class SaidLine {
  /** `u1`, `u2`…: its place in the transcript. */
  readonly id: string;
  readonly speaker: Speaker;
  readonly text: string;
  readonly #made = true;

  constructor(id: string, speaker: Speaker, text: string) {
    this.id = id;
    this.speaker = speaker;
    this.text = text;
  }

  get made(): boolean {
    return this.#made;
  }
}

/** `number`: its place in the transcript, from 1. `roles`: of the participants, by id. */
export function saidLine(
  { participantId, text }: Pick<Utterance, 'participantId' | 'text'>,
  number: number,
  roles: ReadonlyMap<string, Speaker>,
): SaidLine {
  const speaker = participantId === null ? 'unknown' : (roles.get(participantId) ?? 'unknown');
  return new SaidLine(`u${number}`, speaker, text.replace(/\s+/g, ' ').trim());
}
