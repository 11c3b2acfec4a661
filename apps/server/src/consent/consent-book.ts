import type { ConsentAnswer, ConsentDecision, ConsentScope, ConsentStored, KnownDecision } from '#contracts/consent';
import { SafeEmitter } from '../events/safe-emitter.ts';
import { ConsentLine } from './consent-line.ts';
import type { Decision, DecisionContent, Subject } from './decision.ts';
import type { ConsentGrant } from './grant.ts';
import type { ConsentStore, DecisionTable } from './keeping/consent-store.ts';

export interface DecisionSource extends DecisionTable {
  /** Every decision of these calls, a scope's in the order of their numbers. */
  ofCalls(...callIds: string[]): Promise<Decision[]>;
}

/** What may be shown of a participant's consent to one scope. */
export interface ConsentState {
  /** What is in force; null before any decision, and while a stored grant waits for its client. */
  decision: ConsentDecision | null;
  unconfirmed: boolean;
  stored: ConsentStored;
}

export const UNDECIDED: ConsentState = { decision: null, unconfirmed: false, stored: 'database' };

/** Thrown when a grant cannot be stored. */
export class GrantNotStored extends Error {}

/**
 * Who has consented to what, in the calls that are going on. A call is loaded before anybody decides in it; what was decided in
 * earlier runs is known then, also what only the journal has.
 */
export class ConsentBook extends SafeEmitter<{ changed: [Subject] }> {
  readonly #table: DecisionSource;
  readonly #store: ConsentStore;
  readonly #calls = new Map<string, Map<string, ConsentLine>>();
  readonly #loading = new Map<string, Promise<void>>();

  constructor(table: DecisionSource, store: ConsentStore) {
    super();
    this.#table = table;
    this.#store = store;
    store.events.on('stored', (decision) => this.safeEmit('changed', decision));
  }

  /** Idempotent. Throws if the decisions cannot be read: nobody may enter a call then that is not in memory. */
  load(callId: string): Promise<void> {
    if (this.#calls.has(callId)) return Promise.resolve();
    const loading = this.#loading.get(callId) ?? this.#load(callId).finally(() => this.#loading.delete(callId));
    this.#loading.set(callId, loading);
    return loading;
  }

  /** Reads the call anew: another server may have decided in it since it was loaded. Throws like {@link load}. */
  async reload(callId: string): Promise<void> {
    const before = this.#calls.get(callId);
    await this.#load(callId);
    for (const line of before?.values() ?? []) line.disconnect();
  }

  /** Calls in which consent is in force. */
  inForce(): string[] {
    return [...this.#calls].filter(([, lines]) => [...lines.values()].some(({ grant }) => grant !== null)).map(([callId]) => callId);
  }

  /** Stops that the table has, wherever they were made. Those that never came here hold before this returns. */
  heard(stops: Decision[]): void {
    for (const stop of stops) {
      const line = this.#calls.get(stop.callId)?.get(nameOf(stop.participantId, stop.scope));
      if (line?.heard(stop) === true) this.safeEmit('changed', stop);
    }
  }

  /** The call is over: every grant in it ends. */
  forget(callId: string): void {
    for (const line of this.#calls.get(callId)?.values() ?? []) line.disconnect();
    this.#calls.delete(callId);
  }

  /**
   * Numbers a decision and, unless it is a grant, makes it hold, before this returns. The answer comes once the decision is kept
   * as well as it can be within a second; GrantNotStored for a grant that could not be.
   */
  decide(subject: Subject, scope: ConsentScope, content: DecisionContent): Promise<ConsentAnswer> {
    const line = this.#line(subject, scope);
    // Pressing Stop again and again is one stop, and fills no disk.
    if (line.repeats(content)) return Promise.resolve(this.#answer(line));
    const decision = line.arrive(content);
    const answer = this.#keep(line, decision);
    this.safeEmit('changed', subject);
    return answer;
  }

  /** The client is here and says what it knows. */
  async confirm(subject: Subject, scope: ConsentScope, known: KnownDecision | null): Promise<ConsentAnswer> {
    const line = this.#line(subject, scope);
    if (line.confirm(known) === 'record-stop' && known !== null) {
      // A client's clock may be wrong, but no decision lies in the future.
      const at = new Date(Math.min(Date.now(), known.at === null ? Date.now() : Date.parse(known.at)));
      return this.decide(subject, scope, {
        decision: known.decision,
        wording: null,
        language: null,
        hash: null,
        source: 'reconnected',
        at,
      });
    }
    this.safeEmit('changed', subject);
    return this.#answer(line);
  }

  /** The client's connection is gone or another one has taken its place. Nothing is in force until it confirms. */
  disconnect(subject: Subject): void {
    for (const line of this.#calls.get(subject.callId)?.values() ?? []) if (line.participantId === subject.participantId) line.disconnect();
    this.safeEmit('changed', subject);
  }

  /** The consent in force, or null. */
  grantOf<S extends ConsentScope>({ callId, participantId }: Subject, scope: S): ConsentGrant<S> | null {
    return (this.#calls.get(callId)?.get(nameOf(participantId, scope))?.grant ?? null) as ConsentGrant<S> | null;
  }

  stateOf({ callId, participantId }: Subject, scope: ConsentScope): ConsentState {
    const line = this.#calls.get(callId)?.get(nameOf(participantId, scope));
    if (line === undefined) return UNDECIDED;
    const { newest, grant, awaitsConfirmation } = line;
    const decision = newest?.decision === 'granted' && grant === null ? null : (newest?.decision ?? null);
    return { decision, unconfirmed: awaitsConfirmation, stored: newest === null ? 'database' : this.#store.whereIs(newest) };
  }

  async #load(callId: string): Promise<void> {
    // Read before the table: what the table takes meanwhile is then in both, and nothing in neither.
    const owed = this.#store.owedOf(callId);
    const lines = new Map<string, ConsentLine>();
    const newest = new Map<string, Decision>();
    for (const decision of [...(await this.#table.ofCalls(callId)), ...owed]) {
      const name = nameOf(decision.participantId, decision.scope);
      if (decision.number > (newest.get(name)?.number ?? 0)) newest.set(name, decision);
    }
    for (const [name, decision] of newest) lines.set(name, new ConsentLine(decision, decision.scope, decision));
    this.#calls.set(callId, lines);
  }

  async #keep(line: ConsentLine, decision: Decision): Promise<ConsentAnswer> {
    if (decision.decision !== 'granted') {
      await this.#store.keepStop(decision);
      return this.#answer(line);
    }
    if (!(await this.#store.keepGrant(decision))) throw new GrantNotStored();
    line.stored(decision);
    this.safeEmit('changed', decision);
    return this.#answer(line);
  }

  /** What holds now, whichever decision it was asked about. */
  #answer({ newest, scope, grant }: ConsentLine): ConsentAnswer {
    return {
      scope,
      number: newest?.number ?? 0,
      at: newest?.at.toISOString() ?? null,
      decision: newest?.decision ?? null,
      inForce: grant !== null,
      stored: newest === null ? 'database' : this.#store.whereIs(newest),
    };
  }

  #line(subject: Subject, scope: ConsentScope): ConsentLine {
    const lines = this.#calls.get(subject.callId);
    if (lines === undefined) throw new Error('A call is loaded before anybody decides in it.');
    const name = nameOf(subject.participantId, scope);
    const known = lines.get(name);
    if (known !== undefined) return known;
    const line = new ConsentLine(subject, scope, null);
    lines.set(name, line);
    return line;
  }
}

const nameOf = (participantId: string, scope: ConsentScope) => `${participantId} ${scope}`;
