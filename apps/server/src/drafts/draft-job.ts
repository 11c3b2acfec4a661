import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { DraftProblem, DraftStatement } from '#contracts/draft';
import { type CallRow, CallsService } from '../calls/calls.service.ts';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import type { DraftSettings } from '../config/draft-settings.ts';
import { ConsentService } from '../consent/consent.service.ts';
import type { StandingConsent } from '../consent/standing-consent.ts';
import { describe } from '../logging/describe.ts';
import { ThreadPool } from '../threads/thread-pool.ts';
import { TranscriptService } from '../transcript/transcript.service.ts';
import { CHECK_CLAIMS, type Conversation, FIND_OMISSIONS, READ_CONVERSATION } from './draft-tasks.ts';
import { type DraftRow, DraftsRepository } from './drafts.repository.ts';
import { DraftEndpoint, EndpointFailed } from './endpoint.ts';
import { SaidLine } from './said-line.ts';
import { sectionsOf } from './templates.ts';
import { type Passed, writeDraft } from './write-draft.ts';

/** From the request on, waiting and restarts included. */
const DEADLINE_MS = 2 * 3_600_000;
/** Starts that ended without an answer, as with a server that died. */
const MAX_ATTEMPTS = 3;
/** How often it is asked whether the draft is still wanted, and consent still given, on other servers too. */
const LOOK_EVERY_MS = 1_000;

/** Makes one draft, from the conversation to its end state. */
@Injectable()
export class DraftJob {
  readonly #logger = new Logger('Drafts');

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly repository: DraftsRepository,
    private readonly calls: CallsService,
    private readonly consent: ConsentService,
    private readonly transcript: TranscriptService,
    private readonly threads: ThreadPool,
  ) {}

  /** Returns once the run is settled or not wanted any more; throws to have it again later. `stop` aborts when the server stops. */
  async work(callId: string, run: string, stop: AbortSignal): Promise<void> {
    const [settings, row] = [this.config.drafts, await this.repository.claim(callId, run)];
    if (row === undefined) return;
    const late = row.requestedAt.getTime() + DEADLINE_MS - Date.now();
    if (settings === undefined) return this.#fail(row, run, 'off');
    if (late <= 0) return this.#fail(row, run, 'too-late');
    if (row.attempts > MAX_ATTEMPTS) return this.#fail(row, run, 'gave-up');
    const call = await this.calls.byId(callId);
    if (call === undefined) return;
    const consent = await this.consent.standing(callId, await this.calls.admittedTo(callId), 'draft');
    if (consent === null) return this.repository.remove(callId);
    const ended = new AbortController();
    const deadline = AbortSignal.timeout(late);
    const watch = setInterval(() => void this.#look(consent, callId, run, ended), LOOK_EVERY_MS);
    try {
      await this.#make(consent, call, row, run, { settings, signal: AbortSignal.any([stop, ended.signal, deadline, consent.revoked]) });
    } catch (error) {
      // Taken back: nothing of it stays. Cancelled: somebody else has settled the row.
      if (!consent.inForce) return await this.repository.remove(callId);
      if (ended.signal.aborted) return;
      if (deadline.aborted) return await this.#fail(row, run, 'too-late');
      if (stop.aborted) await this.repository.giveBack(callId, run);
      if (!(error instanceof EndpointFailed)) throw error;
      this.#logger.warn(`A draft could not be made. ${error.message}`);
      await this.#fail(row, run, error.problem);
    } finally {
      clearInterval(watch);
      consent.end();
    }
  }

  async #make(
    consent: StandingConsent<'draft'>,
    call: CallRow,
    { template }: DraftRow,
    run: string,
    { settings, signal }: { settings: DraftSettings; signal: AbortSignal },
  ): Promise<void> {
    const said = await this.#conversation(call);
    if (said.lines.length === 0) return this.#settle(call.id, run, { state: 'failed', problem: 'nothing-said' });
    if (said.language === null) return this.#settle(call.id, run, { state: 'failed', problem: 'language' });
    const about = { lines: said.lines, czech: said.language === 'cs' };
    const inThread = { key: call.ownerId };
    const { passed, dropped } = await writeDraft(consent, {
      lines: said.lines.map(({ id, speaker, text }) => new SaidLine(id, speaker, text)),
      sections: sectionsOf(template),
      endpoint: new DraftEndpoint(settings),
      partCharacters: settings.partCharacters,
      check: (claims) => this.threads.run(CHECK_CLAIMS, { ...about, template, claims }, inThread),
      signal,
      progressed: (partsDone, partsOf) => {
        this.repository.update(call.id, run, { partsDone, partsOf }).catch((error: unknown) => {
          this.#logger.warn(`A draft's progress could not be stored. ${describe(error)}`);
        });
      },
    });
    const shown = passed.map(({ claim, lineId }) => ({ statement: claim.statement, lineId }));
    const omitted = await this.threads.run(FIND_OMISSIONS, { ...about, shown }, inThread);
    const heard = new Map(said.lines.map(({ id }, index) => [id, said.utterances[index]!]));
    const statements = passed.map((one) => toStatement(one, heard));
    const omissions = omitted.map(({ lineId, facts }) => {
      const { id, speaker, startMs, text } = heard.get(lineId)!;
      return { utteranceId: id, speaker, startMs, text, facts };
    });
    // The last look before it is kept.
    await consent.lookAgain();
    consent.revoked.throwIfAborted();
    signal.throwIfAborted();
    await this.#settle(call.id, run, { state: 'done', content: { statements, dropped, omissions } });
  }

  async #conversation(call: CallRow): Promise<Conversation> {
    const [transcript, people] = [await this.transcript.pages(call), await this.calls.participantsOf(call.id)];
    const roles = people.map(({ id, role }): [string, typeof role] => [id, role]);
    return this.threads.run(
      READ_CONVERSATION,
      { transcript, roles },
      { key: call.ownerId, handOver: transcript.pages.map((page) => page.buffer as ArrayBuffer) },
    );
  }

  async #look(consent: StandingConsent<'draft'>, callId: string, run: string, ended: AbortController): Promise<void> {
    try {
      if (!(await consent.lookAgain()) || !(await this.repository.isWanted(callId, run))) ended.abort();
    } catch (error) {
      // Nothing can have been taken back in a database that is away; the job ends when it stores what it has.
      this.#logger.warn(`A draft's consent could not be looked up; trying again. ${describe(error)}`);
    }
  }

  #fail({ callId }: DraftRow, run: string, problem: DraftProblem): Promise<void> {
    return this.#settle(callId, run, { state: 'failed', problem });
  }

  async #settle(callId: string, run: string, change: Partial<DraftRow>): Promise<void> {
    await this.repository.update(callId, run, { ...change, run: null });
  }
}

function toStatement({ claim, lineId }: Passed, heard: ReadonlyMap<string, Conversation['utterances'][number]>): DraftStatement {
  const quoted = heard.get(lineId)!;
  const others = claim.utteranceIds.flatMap((id) => (id === lineId ? [] : (heard.get(id)?.id ?? [])));
  return {
    id: randomUUID(),
    section: claim.section,
    statement: claim.statement.replace(/\s+/g, ' ').trim(),
    quote: claim.quote,
    utteranceIds: [quoted.id, ...new Set(others)],
    startMs: quoted.startMs,
    decision: 'open',
    edited: null,
  };
}
