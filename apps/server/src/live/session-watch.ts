import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { AuthService, type Session } from '../auth/auth.service.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { CLUSTER } from '../cluster/cluster.token.ts';
import { MediaService } from '../media/media.service.ts';
import { type CallNamespace, type CallSocket, CallSockets } from './call-sockets.ts';

/** A session that is deleted in the database alone is noticed within this time. */
const LOOK_EVERY_MS = 10_000;

/** A clinician's socket lives as long as the session that opened it: signing out and expiry reach it at once. */
@Injectable()
export class SessionWatch implements OnModuleInit, OnApplicationShutdown {
  readonly #sockets = new Map<string, Set<CallSocket>>();
  #looking: NodeJS.Timeout | undefined;
  #tellOthers: ((tokenHash: string) => void) | undefined;

  constructor(
    @Inject(CLUSTER) private readonly cluster: Cluster | null,
    private readonly auth: AuthService,
    private readonly media: MediaService,
    private readonly sockets: CallSockets,
  ) {}

  onModuleInit(): void {
    this.auth.events.on('sessionEnded', (tokenHash) => {
      this.#end(tokenHash);
      this.#tellOthers?.(tokenHash);
    });
    this.#looking = setInterval(() => void this.#look().catch(() => undefined), LOOK_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#looking);
  }

  /** Sessions that end on one server end on all. Where Redis is away, looking finds out. */
  join(namespace: CallNamespace): void {
    if (this.cluster === null) return;
    namespace.on('sessionEnded', (tokenHash) => this.#end(tokenHash));
    this.#tellOthers = (tokenHash) => void namespace.serverSideEmit('sessionEnded', tokenHash);
  }

  follow(socket: CallSocket, session: Session): void {
    const ofSession = this.#sockets.get(session.tokenHash) ?? new Set();
    this.#sockets.set(session.tokenHash, ofSession.add(socket));
    const expiry = setTimeout(() => this.#signOut(socket), Math.max(0, session.expiresAt.getTime() - Date.now())).unref();
    socket.on('disconnect', () => {
      clearTimeout(expiry);
      ofSession.delete(socket);
      if (ofSession.size === 0 && this.#sockets.get(session.tokenHash) === ofSession) this.#sockets.delete(session.tokenHash);
    });
  }

  /** Of a database that cannot be read nothing is concluded. */
  async #look(): Promise<void> {
    const hashes = [...this.#sockets.keys()];
    if (hashes.length === 0) return;
    const standing = await this.auth.standingSessions(hashes);
    for (const hash of hashes) if (!standing.has(hash)) this.#end(hash);
  }

  #end(tokenHash: string): void {
    for (const socket of [...(this.#sockets.get(tokenHash) ?? [])]) this.#signOut(socket);
  }

  #signOut(socket: CallSocket): void {
    const { liveCall, participant } = socket.data;
    if (this.sockets.of(participant) === socket) this.media.dropParticipant(liveCall.id, participant.row.id);
    socket.emit('signedOut', {});
    socket.disconnect();
  }
}
