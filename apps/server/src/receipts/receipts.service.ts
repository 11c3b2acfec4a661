import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { ConsentWording, ReceiptDecision, ReceiptLinks, ReceiptView } from '#contracts/consent';
import { RECEIPT, Subjects } from '../access/subjects.ts';
import { AuthService } from '../auth/auth.service.ts';
import type { CallRow, ParticipantRow } from '../calls/calls.repository.ts';
import { CallsService } from '../calls/calls.service.ts';
import { LiveCalls } from '../calls/live-calls.ts';
import { notFound } from '../http/api-exception.ts';
import type { Limit } from '../http/limit.ts';
import { CallPlace } from '../cluster/call-place.ts';
import { Limits } from '../http/limits.ts';
import { SignaturesService } from '../signatures/signatures.service.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { ConsentService } from '../consent/consent.service.ts';
import type { Decision } from '../consent/decision.ts';
import { type ErasureAnswer, ErasureService } from '../consent/erasure.service.ts';
import { WordingsService } from '../consent/wordings.service.ts';
import { ReceiptTokens } from '../consent/receipt-tokens.ts';

/** What a link to a receipt leads to. */
export interface Receipt {
  call: CallRow;
  participant: ParticipantRow;
}

/** A receipt as its link shows it: what a participant agreed to, and the means to take it back, without an account. */
@Injectable()
export class ReceiptsService implements OnModuleInit {
  readonly #limit: Limit;

  constructor(
    private readonly tokens: ReceiptTokens,
    private readonly consent: ConsentService,
    private readonly erasures: ErasureService,
    private readonly wordings: WordingsService,
    private readonly calls: CallsService,
    private readonly liveCalls: LiveCalls,
    private readonly timeline: TimelineService,
    private readonly notes: SignaturesService,
    private readonly auth: AuthService,
    private readonly subjects: Subjects,
    private readonly place: CallPlace,
    limits: Limits,
  ) {
    this.#limit = limits.of('receipts', { points: 60, seconds: 60 });
  }

  onModuleInit(): void {
    this.subjects.provide(RECEIPT, {
      unknown: () =>
        notFound(
          'receipt-unknown',
          'This link is not complete or not from here, or the call has been deleted. Open it again from where you got it.',
        ),
      find: async (token, { address }) => {
        await this.#limit.take(address);
        const receipt = await this.#find(token);
        // What is withdrawn in a call that goes on must stop where it goes on.
        if (receipt !== undefined) await this.place.requireHere(receipt.call.id);
        return receipt;
      },
    });
  }

  /** Withdraws whatever is granted. In a call that goes on it stops at once, as if it had been stopped there. */
  async withdraw(receipt: Receipt): Promise<ReceiptView> {
    const { call, participant } = receipt;
    const granted = newestOf(await this.#decisionsOf(participant)).filter(({ decision }) => decision === 'granted');
    // A live call is in memory already; another one is read, so that the withdrawal gets the number after its last decision.
    await this.consent.load(call.id);
    await Promise.all(
      granted.map(({ scope, wording, language, hash }) =>
        this.consent.decide(
          participant,
          { scope, decision: 'withdrawn', wording: wording ?? undefined, language: language ?? undefined, hash: hash ?? undefined },
          'receipt',
        ),
      ),
    );
    return this.view(receipt);
  }

  erase({ call, participant }: Receipt): Promise<ErasureAnswer> {
    return this.erasures.erase(participant, this.liveCalls.find(call.id)?.nowMs() ?? null, 'receipt');
  }

  /** For the clinician, who may mail them. */
  async linksOf(callId: string): Promise<ReceiptLinks> {
    const deciding = new Set((await this.consent.decisionsOf(callId)).map(({ participantId }) => participantId));
    const rows = (await this.calls.participantsOf(callId)).filter(({ id }) => deciding.has(id));
    return rows.map(({ id, name }) => ({ participantId: id, name, path: this.tokens.pathOf(id) }));
  }

  async view({ call, participant }: Receipt): Promise<ReceiptView> {
    const [decisions, samples, erased, signed, clinicianName] = await Promise.all([
      this.#decisionsOf(participant),
      this.timeline.countOf(call.id, participant.id),
      this.erasures.ofParticipant(participant),
      this.notes.signed([call.id]),
      this.auth.nameOf(call.ownerId),
    ]);
    return {
      clinicianName,
      callStatus: call.status,
      samples,
      noteSigned: signed.has(call.id),
      startedAt: call.startedAt?.toISOString() ?? null,
      endedAt: call.endedAt?.toISOString() ?? null,
      decisions: decisions.map((decision) => this.#decisionView(decision)),
      wordings: this.#wordingsOf(decisions),
      erasures: erased.map(({ at, samples: count, done }) => ({ at: at.toISOString(), samples: count, done })),
    };
  }

  async #find(token: string): Promise<Receipt | undefined> {
    const participantId = this.tokens.read(token);
    return participantId === null ? undefined : this.calls.withParticipant(participantId);
  }

  async #decisionsOf({ id, callId }: ParticipantRow): Promise<Decision[]> {
    const decisions = (await this.consent.decisionsOf(callId)).filter(({ participantId }) => participantId === id);
    return decisions.sort((a, b) => a.at.getTime() - b.at.getTime() || a.number - b.number);
  }

  #decisionView(decision: Decision): ReceiptDecision {
    const { scope, number, at, source, wording, language, hash } = decision;
    return {
      scope,
      number,
      source,
      at: at.toISOString(),
      decision: decision.decision,
      stored: this.consent.whereIs(decision),
      wording: wording === null || language === null ? null : { version: wording, language, hash },
    };
  }

  #wordingsOf(decisions: Decision[]): ConsentWording[] {
    const named = new Map<string, ConsentWording>();
    for (const { scope, wording, language, hash } of decisions) {
      const text = this.wordings.find(scope, { wording, language, hash });
      if (text !== undefined) named.set(`${scope} ${text.version} ${text.language}`, text);
    }
    return [...named.values()];
  }
}

function newestOf(decisions: Decision[]): Decision[] {
  const newest = new Map<string, Decision>();
  for (const decision of decisions) if (decision.number >= (newest.get(decision.scope)?.number ?? 0)) newest.set(decision.scope, decision);
  return [...newest.values()];
}
