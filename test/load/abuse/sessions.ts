import { createHash, randomBytes } from 'node:crypto';
import type { AuthRepository } from '../../../apps/server/src/auth/auth.repository.ts';
import type { DeclaredRoute } from '../../integration/support/access-matrix.ts';
import type { AccessAnswer, AccessRequest } from './messages.ts';

/** Accounts and sessions beside those that the API makes, straight into the server's database. */
export class Sessions {
  readonly #repository: AuthRepository;
  readonly #routes: () => DeclaredRoute[];

  constructor(repository: AuthRepository, routes: () => DeclaredRoute[]) {
    this.#repository = repository;
    this.#routes = routes;
  }

  async handle(request: AccessRequest): Promise<AccessAnswer> {
    switch (request.type) {
      case 'routes':
        return { type: 'routes', routes: this.#routes() };
      case 'account':
        await this.#repository.createAccount({
          id: request.id,
          name: 'Dr Eve',
          email: `${request.id}@example.org`,
          passwordHash: '-',
          createdAt: new Date(),
        });
        return { type: 'account' };
      case 'session': {
        const token = randomBytes(32).toString('base64url');
        await this.#repository.createSession({
          tokenHash: createHash('sha256').update(token).digest('base64url'),
          accountId: request.accountId,
          expiresAt: new Date(Date.now() + request.forMs),
        });
        return { type: 'session', n: request.n, cookie: `attune_session=${token}` };
      }
    }
  }
}
