import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { z } from 'zod';
import { type confirmConsentRequest, CONSENT_SCOPES, type ConsentAnswer, type consentRequest, type ConsentScope } from '#contracts/consent';
import { CallHolds } from '../cluster/call-holds.ts';
import { nodeFolder } from '../cluster/node-folder.ts';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { consents, erasures } from '../database/schema/index.ts';
import { SubjectErasure } from '../erasing/subject-erasure.ts';
import { ApiException, badRequest, forbidden } from '../http/api-exception.ts';
import { ConsentBook, type ConsentState, GrantNotStored, UNDECIDED } from './consent-book.ts';
import { type ConsentRow, ConsentsRepository } from './consents.repository.ts';
import type { Decision, DecisionContent, Erasure, Subject } from './decision.ts';
import type { ConsentGrant } from './grant.ts';
import { ConsentStore } from './keeping/consent-store.ts';
import { ConsentJournal, journalPath } from './keeping/journal.ts';
import type { StandingConsent } from './standing-consent.ts';
import { StandingConsents } from './standing-consents.ts';
import { WordingsService } from './wordings.service.ts';

export type { ConsentState } from './consent-book.ts';

/** What the room needs to know of a participant. */
export interface ConsentingParticipant {
  readonly id: string;
  readonly callId: string;
  readonly role: 'clinician' | 'patient' | 'guest';
}

/** The one place where consent is decided, kept and asked about. See README.md. */
@Injectable()
export class ConsentService implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  readonly journal: ConsentJournal;
  readonly #store: ConsentStore;
  readonly #book: ConsentBook;
  readonly #standing = new StandingConsents(this);
  #owedErasures: Erasure[] = [];

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly repository: ConsentsRepository,
    private readonly wordings: WordingsService,
    private readonly erasure: SubjectErasure,
    private readonly holds: CallHolds,
  ) {
    this.journal = new ConsentJournal(journalPath(nodeFolder(config)));
    this.#store = new ConsentStore(repository, this.journal);
    this.#book = new ConsentBook(
      { add: (decision) => repository.add(decision), ofCalls: (...ids) => this.decisionsOf(...ids) },
      this.#store,
    );
    this.#book.on('changed', (subject) => {
      for (const scope of CONSENT_SCOPES) {
        const { decision } = this.#book.stateOf(subject, scope);
        if (decision === 'withdrawn' || decision === 'refused') this.#standing.stop(subject, scope);
      }
    });
  }

  /** Before any call can be loaded: what an earlier run journalled is stored, or owed. */
  async onModuleInit(): Promise<void> {
    this.erasure.register({ tables: [consents, erasures] });
    const entries = await this.journal.read();
    this.#owedErasures = entries.flatMap((entry) => (entry.kind === 'erasure' ? [entry.of] : []));
    await this.#store.replay(entries);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#store.close();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.journal.close();
  }

  /** `changed`: what may be shown or done about a participant's consent is different. */
  onChanged(listener: (subject: Subject) => void): void {
    this.#book.on('changed', listener);
  }

  /** What is known of a call that another server may have run meanwhile is read anew. */
  load(callId: string): Promise<void> {
    return this.holds.of(callId) === null ? this.#book.reload(callId) : this.#book.load(callId);
  }

  /** The call has just been taken over from another server. */
  takeOver(callId: string): Promise<void> {
    return this.#book.reload(callId);
  }

  /** Looks for stops that another server has stored of the calls in which consent is in force here. Throws if they cannot be read. */
  async lookForStops(): Promise<void> {
    const callIds = this.#book.inForce();
    if (callIds.length > 0) this.#book.heard((await this.repository.stopsOf(callIds)).map(toDecision));
  }

  /** The call is over. */
  forget(callId: string): void {
    this.#book.forget(callId);
  }

  /**
   * A participant's decision. A stop holds when this returns, before it resolves. Throws 403 for a clinician's on anything but transcription, 400 `wording-unknown`
   * for a grant that names no text of ours, 503 `consent-not-stored` for a grant that cannot be stored.
   */
  decide(
    participant: ConsentingParticipant,
    request: z.output<typeof consentRequest>,
    source: 'call' | 'receipt' = 'call',
  ): Promise<ConsentAnswer> {
    const { scope, decision } = request;
    const subject = subjectOf(participant, scope);
    const wording = this.wordings.find(scope, request);
    if (decision === 'granted' && wording === undefined)
      throw badRequest('wording-unknown', 'The question has changed meanwhile. Load the page again, read it, and answer once more.');
    const content: DecisionContent = {
      decision,
      wording: wording?.version ?? null,
      language: wording?.language ?? null,
      hash: wording?.hash ?? null,
      source,
      at: new Date(),
    };
    return this.#book.decide(subject, scope, content).catch((error: unknown) => {
      if (error instanceof GrantNotStored)
        throw new ApiException('consent-not-stored', 'Your decision could not be stored, so it does not count. Try again later.');
      throw error;
    });
  }

  /** Their client says what it knows. */
  async confirm(participant: ConsentingParticipant, { scope, known }: z.output<typeof confirmConsentRequest>): Promise<ConsentAnswer> {
    return this.#book.confirm(subjectOf(participant, scope), scope, known);
  }

  /** Their connection is gone, or new and has not confirmed anything. */
  disconnect({ id, callId }: ConsentingParticipant): void {
    this.#book.disconnect({ callId, participantId: id });
  }

  /** Consent in force, which is what analysing, inferring or keeping takes; null for anybody else, and for clinicians on anything but their words. */
  grantOf<S extends ConsentScope>({ id, callId, role }: ConsentingParticipant, scope: S): ConsentGrant<S> | null {
    return mayDecide(role, scope) ? this.#book.grantOf({ callId, participantId: id }, scope) : null;
  }

  /**
   * What everybody of these but the clinicians has agreed to, for work after the call; null unless all of them have, or where there is nobody to ask.
   * Whoever asks ends it when the work is over.
   */
  standing<S extends ConsentScope>(callId: string, people: readonly ConsentingParticipant[], scope: S): Promise<StandingConsent<S> | null> {
    const asked = people.filter(({ role }) => role !== 'clinician').map(({ id }) => id);
    return this.#standing.of(callId, asked, scope);
  }

  /** In a call that goes on. */
  stateOf({ id, callId }: ConsentingParticipant, scope: ConsentScope = 'expression'): ConsentState {
    return this.#book.stateOf({ callId, participantId: id }, scope);
  }

  /** The newest decision of each participant of these calls, for calls that nobody is in. */
  async settled(callIds: string[], scope: ConsentScope = 'expression'): Promise<Map<string, ConsentState>> {
    const states = new Map<string, ConsentState>();
    for (const decision of await this.decisionsOf(...callIds)) {
      if (decision.scope === scope)
        states.set(decision.participantId, { ...UNDECIDED, decision: decision.decision, stored: this.#store.whereIs(decision) });
    }
    return states;
  }

  /** Every decision, a participant's in their order; also what the database does not have yet. Throws if it cannot be read. */
  async decisionsOf(...callIds: string[]): Promise<Decision[]> {
    const owed = callIds.flatMap((callId) => this.#store.owedOf(callId));
    const stored = (await this.repository.ofCalls(...callIds)).map(toDecision);
    const isStored = (one: Decision) =>
      stored.some(
        (other) =>
          other.participantId === one.participantId &&
          other.scope === one.scope &&
          other.at.getTime() === one.at.getTime() &&
          other.decision === one.decision,
      );
    return [...stored, ...owed.filter((one) => !isStored(one))].sort((a, b) => a.number - b.number);
  }

  whereIs(decision: Decision): ReturnType<ConsentStore['whereIs']> {
    return this.#store.whereIs(decision);
  }

  /** Whether anything estimated in the call was erased since then. */
  erasedSince(callId: string, since: Date): Promise<boolean> {
    return this.repository.erasedSince(callId, since);
  }

  /** Orders to erase that an earlier run did not get done. */
  takeOwedErasures(): Erasure[] {
    return this.#owedErasures.splice(0);
  }
}

function subjectOf({ id, callId, role }: ConsentingParticipant, scope: ConsentScope): Subject {
  if (!mayDecide(role, scope)) throw forbidden('A clinician is never analysed, so there is nothing to consent to.');
  return { callId, participantId: id };
}

/** A clinician is never analysed. Their words are written down like anybody's: if they agree. */
const mayDecide = (role: ConsentingParticipant['role'], scope: ConsentScope) => role !== 'clinician' || scope === 'transcription';

const toDecision = ({ id: _, ...row }: ConsentRow): Decision => row;
