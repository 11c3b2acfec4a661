import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import type { Database } from '../database/database.ts';
import { gone, notFound } from '../http/api-exception.ts';
import { Secrets } from '../database/secrets.ts';
import { CallsRepository, type CallRow } from './calls.repository.ts';
import { readInvitation, signInvitation } from './invitation-token.ts';
import { InvitationsRepository, type InvitationRow } from './invitations.repository.ts';

export const invitationUnknown = () =>
  notFound(
    'invitation-unknown',
    'This link is not complete or not from here. Open it again from the message you got, or ask for a new one.',
  );

/** What a clinician sees of the link that works at the moment. */
export interface ShownInvitation {
  path: string;
  expiresAt: Date;
  singleUse: boolean;
}
/** What a link leads to. */
export interface Invited {
  call: CallRow;
  invitation: InvitationRow;
}

/** Links that let a patient ask to join a call without an account. A call has one at a time. */
@Injectable()
export class InvitationsService {
  #key: Promise<Buffer> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly secrets: Secrets,
    private readonly repository: InvitationsRepository,
    private readonly calls: CallsRepository,
  ) {}

  /** Makes a new link; the one before stops working. `singleUse`: for the first person who joins by it. */
  async renew(callId: string, singleUse = false): Promise<void> {
    const now = new Date();
    await this.repository.replace({
      id: randomUUID(),
      callId,
      createdAt: now,
      expiresAt: new Date(now.getTime() + this.config.invitationTtlMs),
      revokedAt: null,
      singleUse,
      usedAt: null,
    });
  }

  async revoke(callId: string): Promise<void> {
    await this.repository.revokeAll(callId, new Date());
  }

  /** The link of each call that has one, by the call's id. */
  async shownFor(callIds: string[]): Promise<Map<string, ShownInvitation>> {
    const shown = new Map<string, ShownInvitation>();
    for (const { id, callId, expiresAt, singleUse } of await this.repository.standingOf(callIds)) {
      if (!shown.has(callId)) shown.set(callId, { path: `/join/${signInvitation(id, await this.#signingKey())}`, expiresAt, singleUse });
    }
    return shown;
  }

  /** What a link leads to. 404 `invitation-unknown`, 410 `call-ended`, `invitation-revoked` or `invitation-expired`. */
  async read(token: string): Promise<Invited> {
    const link = readInvitation(token, await this.#signingKey());
    const invitation = link === null ? undefined : await this.repository.find(link.id);
    const call = invitation === undefined ? undefined : await this.calls.find(invitation.callId);
    // A link that carries its end itself is from before, and was moved into a row of its call's id.
    if (link === null || invitation === undefined || call === undefined || (link.expiresAt !== null && invitation.id !== call.id)) {
      throw invitationUnknown();
    }
    if (call.status === 'ended') throw gone('call-ended', 'This call has ended. You can close this page.');
    if (invitation.revokedAt !== null) throw revoked();
    if ((link.expiresAt ?? invitation.expiresAt).getTime() <= Date.now())
      throw gone('invitation-expired', 'This link is too old. Ask for a new one.');
    return { call, invitation };
  }

  /** A new person joins by it. 410 `invitation-revoked` if it was meanwhile, `invitation-used` if it was for one and somebody was first. */
  async use({ id }: InvitationRow, transaction: Database): Promise<void> {
    if (await this.repository.use(id, new Date(), transaction)) return;
    if ((await this.repository.find(id, transaction))?.revokedAt !== null) throw revoked();
    throw gone('invitation-used', 'This link was for one person and has been used. Ask for a new one.');
  }

  async #signingKey(): Promise<Buffer> {
    // A key that could not be read is asked for again next time.
    this.#key ??= this.secrets.get('invitations').catch((error: unknown) => {
      this.#key = undefined;
      throw error;
    });
    return this.#key;
  }
}

const revoked = () => gone('invitation-revoked', 'This link does not work any more. Ask for a new one.');
