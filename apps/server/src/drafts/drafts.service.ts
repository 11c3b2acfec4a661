import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import type { z } from 'zod';
import type { decideDraft, DraftTemplate, DraftView } from '#contracts/draft';
import { type CallRow, CallsService } from '../calls/calls.service.ts';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { ConsentService } from '../consent/consent.service.ts';
import { drafts } from '../database/schema/index.ts';
import { SubjectErasure } from '../erasing/subject-erasure.ts';
import { conflict, notFound } from '../http/api-exception.ts';
import { DRAFT_QUEUE } from '../jobs/draft-queue.token.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import { describe } from '../logging/describe.ts';
import { NotesService } from '../notes/notes.service.ts';
import { SignaturesService } from '../signatures/signatures.service.ts';
import { type DraftRow, DraftsRepository } from './drafts.repository.ts';
import { sectionsOf } from './templates.ts';

/** The draft of a call's note: asked for, looked at, decided on sentence by sentence. None is kept without the consent to it. */
@Injectable()
export class DraftsService implements OnModuleInit, OnApplicationBootstrap {
  readonly #logger = new Logger('Drafts');

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DRAFT_QUEUE) private readonly queue: JobQueue,
    private readonly repository: DraftsRepository,
    private readonly calls: CallsService,
    private readonly consent: ConsentService,
    private readonly notes: NotesService,
    private readonly signatures: SignaturesService,
    private readonly erasure: SubjectErasure,
  ) {}

  onModuleInit(): void {
    this.erasure.register({
      tables: [drafts],
      erase: async (subject, tx) => {
        if (subject.kind === 'participant') await this.repository.remove(subject.callId, tx);
      },
    });
    this.consent.onChanged(({ callId, participantId: id }) => {
      const { decision } = this.consent.stateOf({ id, callId, role: 'patient' }, 'draft');
      if (decision === 'withdrawn' || decision === 'refused') void this.#dropWithout(callId);
    });
  }

  /** What was taken back while this server could not delete it, or another one was told. */
  onApplicationBootstrap(): void {
    void this.repository
      .callIds()
      .then(async (callIds) => {
        for (const callId of callIds) await this.#dropWithout(callId);
      })
      .catch((error: unknown) => this.#logger.warn(`Drafts could not be looked through; each is when it is read. ${describe(error)}`));
  }

  async view(call: CallRow): Promise<DraftView> {
    const settings = this.config.drafts;
    const consent = await this.#isConsented(call.id);
    // Where it could not be deleted when consent was taken back, it is now.
    if (!consent) await this.repository.remove(call.id);
    const row = consent ? await this.repository.find(call.id) : undefined;
    const revision = await this.signatures.revision(call.id);
    return {
      isOn: settings !== undefined,
      endpoint: settings === undefined ? null : { host: new URL(settings.url).host, model: settings.model },
      consent,
      ...(row === undefined ? NO_DRAFT : viewOf(row, revision)),
    };
  }

  /** 409 `draft-off`, `draft-not-ended`, `draft-not-consented`, `draft-busy`, `note-signed`. */
  async request(call: CallRow, template: DraftTemplate): Promise<DraftView> {
    if (this.config.drafts === undefined)
      throw conflict('draft-off', 'No language model is set up here. An administrator can name one with ATTUNE_DRAFT_URL.');
    if (call.status !== 'ended') throw conflict('draft-not-ended', 'A draft is made once the call has ended.');
    await this.signatures.requireUnsigned(call.id);
    if (!(await this.#isConsented(call.id)))
      throw conflict('draft-not-consented', 'A draft is made only where every patient and guest of the call has agreed to it.');
    const run = randomUUID();
    const revision = await this.signatures.revision(call.id);
    if (!(await this.repository.request(call.id, run, { template, revision })))
      throw conflict('draft-busy', 'A draft is being made. Wait for it, or cancel it first.');
    await this.queue.send({ kind: 'draft', id: call.id, run });
    return this.view(call);
  }

  /** Cancels it, or throws it away. Sentences that are in the note stay there. */
  async remove(call: CallRow): Promise<DraftView> {
    await this.repository.remove(call.id);
    return this.view(call);
  }

  /** Puts an accepted sentence into the note, under the heading of its section, and takes one back that is not any more. */
  async decide(call: CallRow, { statementId, decision, text }: z.output<typeof decideDraft>): Promise<DraftView> {
    const row = (await this.#isConsented(call.id)) ? await this.repository.find(call.id) : undefined;
    const statement = row?.content?.statements.find(({ id }) => id === statementId);
    if (row === undefined || statement === undefined) throw unknownStatement();
    const edited = text === undefined || text === statement.statement ? null : text;
    const title = sectionsOf(row.template).find(({ key }) => key === statement.section)?.title ?? '';
    // The note first: accepted again, the sentence takes the place of the one that is there.
    if (decision === 'accepted')
      await this.notes.putSentence(call, { id: statementId, heading: title, text: edited ?? statement.statement });
    else await this.notes.takeSentence(call, statementId);
    await this.repository.change(call.id, ({ statements }) => {
      const one = statements.find(({ id }) => id === statementId);
      if (one !== undefined) Object.assign(one, { decision, edited });
    });
    return this.view(call);
  }

  async #isConsented(callId: string): Promise<boolean> {
    const consent = await this.consent.standing(callId, await this.calls.admittedTo(callId), 'draft');
    consent?.end();
    return consent !== null;
  }

  async #dropWithout(callId: string): Promise<void> {
    try {
      if ((await this.repository.find(callId)) !== undefined && !(await this.#isConsented(callId))) await this.repository.remove(callId);
    } catch (error) {
      this.#logger.warn(`A draft whose consent was taken back could not be deleted; it is when it is next looked for. ${describe(error)}`);
    }
  }
}

const unknownStatement = () => notFound('statement-unknown', 'This sentence is not in the draft any more. Load the page again.');

type Made = Omit<DraftView, 'isOn' | 'endpoint' | 'consent'>;
const NO_DRAFT: Made = {
  state: 'none',
  problem: null,
  progress: null,
  requestedAt: null,
  outdated: false,
  sections: [],
  statements: [],
  dropped: [],
  omissions: [],
};

function viewOf({ state, problem, partsDone, partsOf, requestedAt, template, content, revision: of }: DraftRow, revision: number): Made {
  const sections = sectionsOf(template);
  const titleOf = (key: string) => sections.find((section) => section.key === key)?.title ?? key;
  const named = <T extends { section: string }>(one: T): T => ({ ...one, section: titleOf(one.section) });
  return {
    state,
    problem,
    progress: state === 'waiting' || state === 'working' ? { done: partsDone, of: partsOf } : null,
    requestedAt: requestedAt.toISOString(),
    outdated: revision !== of,
    sections: sections.map(({ title }) => title),
    statements: (content?.statements ?? []).map(named),
    dropped: (content?.dropped ?? []).map(named),
    omissions: content?.omissions ?? [],
  };
}
