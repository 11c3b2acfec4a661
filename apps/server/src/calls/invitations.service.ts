import { Injectable } from '@nestjs/common';
import { gone, notFound } from '../http/api-exception.ts';
import { SecretsRepository } from '../storage/secrets.repository.ts';
import { CallsRepository, type CallRow } from './calls.repository.ts';
import { readInvitation, signInvitation } from './invitation-token.ts';

export const invitationUnknown = () => notFound('invitation-unknown', 'This link is not complete or not from here. Open it again from the message you got, or ask for a new one.');

/** Links that let a patient into a call without an account. */
@Injectable()
export class InvitationsService {
  #key: Promise<Buffer> | undefined;

  constructor(private readonly secrets: SecretsRepository, private readonly repository: CallsRepository) {}

  async tokenOf(call: CallRow): Promise<string> {
    return signInvitation({ callId: call.id, expiresAt: call.invitationExpiresAt }, await this.#signingKey());
  }

  /** The call that a link leads to. 404 `invitation-unknown`, 410 `call-ended` or `invitation-expired`. */
  async callOf(token: string): Promise<CallRow> {
    const invitation = readInvitation(token, await this.#signingKey());
    const call = invitation === null ? undefined : await this.repository.find(invitation.callId);
    if (invitation === null || call === undefined) throw invitationUnknown();
    if (call.status === 'ended') throw gone('call-ended', 'This call has ended. You can close this page.');
    if (invitation.expiresAt.getTime() <= Date.now()) throw gone('invitation-expired', 'This link is too old. Ask for a new one.');
    return call;
  }

  async #signingKey(): Promise<Buffer> {
    // A key that could not be read is asked for again next time.
    this.#key ??= this.secrets.get('invitations').catch((error: unknown) => { this.#key = undefined; throw error; });
    return this.#key;
  }
}
