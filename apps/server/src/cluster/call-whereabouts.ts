import { createHash } from 'node:crypto';
import type { CallHolds } from './call-holds.ts';
import type { Leases } from './leases.ts';
import type { Nodes, Peer } from './nodes.ts';
import type { Peers } from './peers.ts';

/** Says which server a request about a call belongs to. */
export class CallWhereabouts {
  readonly #self: string;
  readonly #holds: CallHolds;
  readonly #leases: Leases;
  readonly #nodes: Nodes;
  readonly #peers: Peers;

  constructor(of: { self: string; holds: CallHolds; leases: Leases; nodes: Nodes; peers: Peers }) {
    this.#self = of.self;
    this.#holds = of.holds;
    this.#leases = of.leases;
    this.#nodes = of.nodes;
    this.#peers = of.peers;
  }

  isHere(callId: string): boolean {
    return this.#holds.of(callId) !== null;
  }

  /** The other server that has the call; null if it is here, or nobody has it. */
  async holder(callId: string): Promise<Peer | null> {
    if (this.isHere(callId)) return null;
    try {
      const holder = await this.#leases.holder(callId);
      return holder === null || holder === this.#self ? null : (this.#nodes.peer(holder) ?? null);
    } catch {
      return this.#peers.whoHolds(callId);
    }
  }

  /** The other server that takes the parts of this upload, the same one for everybody; null: this one. Rendezvous hashing (Thaler and Ravishankar, 1998). */
  ofUpload(uploadId: string): Peer | null {
    const weight = ({ id }: Peer) => createHash('sha256').update(`${id} ${uploadId}`).digest('hex');
    const [first] = this.#nodes.all().sort((a, b) => (weight(a) < weight(b) ? -1 : 1));
    return first === undefined || first.id === this.#self ? null : first;
  }

  /** A server's process is gone: the call, if it was there, can be taken at once, by a client that comes back. What the process might still write is fenced. */
  async gone({ id }: Peer, callId: string): Promise<void> {
    await this.#nodes.gone(id, callId).catch(() => undefined);
  }

  /** As {@link holder}; a call that nobody has is sent to the least loaded server. Null: it stays here. */
  async destination(callId: string): Promise<Peer | null> {
    const holder = await this.holder(callId);
    if (holder !== null || this.isHere(callId)) return holder;
    const placed = await this.#nodes.place(callId).catch(() => null);
    return placed === null || placed === this.#self ? null : (this.#nodes.peer(placed) ?? null);
  }
}
