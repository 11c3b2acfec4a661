import type { Subject } from './subject.ts';
import { CALL, INVITATION, MEDIA_FILE, RECEIPT, RECORDING } from './subjects.ts';

export interface Rule {
  /**
   * How the caller proves who they are. `session-or-key`: a clinician's session, or the platform's key. `metrics-token`: the token that opens
   * the metrics and nothing else.
   */
  by: 'nothing' | 'session' | 'session-or-key' | 'metrics-token';
  administrator?: true;
  /** What the path must name, and the caller be allowed to reach. */
  subject?: Subject<unknown>;
  /** For the API's documentation. */
  words: string;
}

/** Everyone who can be let in by a route, and by what. */
export const RULES = {
  public: { by: 'nothing', words: 'Anyone.' },
  'signed-in': { by: 'session', words: 'A signed-in clinician; what is answered is their own.' },
  administrator: { by: 'session', administrator: true, words: 'The administrator.' },
  'owner-of-call': { by: 'session', subject: CALL, words: 'The clinician whose call it is. To anyone else it is unknown.' },
  'owner-of-recording': {
    by: 'session',
    subject: RECORDING,
    words: 'The clinician who uploaded the recording. To anyone else it is unknown.',
  },
  'owner-or-platform': {
    by: 'session-or-key',
    subject: CALL,
    words: 'The clinician whose call it is, or the platform if the call was given to it. To anyone else it is unknown.',
  },
  'invitation-link': { by: 'nothing', subject: INVITATION, words: "Whoever has an invitation's link." },
  'receipt-link': { by: 'nothing', subject: RECEIPT, words: "Whoever has the link to a participant's receipt." },
  'metrics-reader': { by: 'metrics-token', words: 'Who has ATTUNE_METRICS_TOKEN: a monitoring system.' },
  'media-address': { by: 'nothing', subject: MEDIA_FILE, words: 'Whoever has a signed address, while it is valid.' },
} as const satisfies Record<string, Rule>;

export type AccessName = keyof typeof RULES;
export const ruleOf = (access: AccessName): Rule => RULES[access];

const ACCESS = 'attune:access';

/** Says who may call a route. Every route has exactly one: without it the server does not start. */
export const Access =
  (access: AccessName): MethodDecorator =>
  (target, name, descriptor) => {
    const handler = descriptor.value as object;
    if (Reflect.hasOwnMetadata(ACCESS, handler)) throw new Error(`${target.constructor.name}.${String(name)} says twice who may call it.`);
    Reflect.defineMetadata(ACCESS, access, handler);
  };

export const accessOf = (handler: object): AccessName | undefined => Reflect.getMetadata(ACCESS, handler) as AccessName | undefined;
