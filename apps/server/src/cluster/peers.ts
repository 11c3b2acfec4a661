import type { Nodes, Peer } from './nodes.ts';
import { PEER_HEADER, type PeerToken } from './peer-token.ts';

/** Under this path a server tells the others whether it runs a call: 204 or 404. */
export const HOLDS_PATH = '/peer/holds/';
const ANSWER_WITHIN_MS = 500;

/** Asks the other servers themselves, for when Redis cannot tell. */
export class Peers {
  readonly #nodes: Nodes;
  readonly #token: PeerToken;

  constructor(nodes: Nodes, token: PeerToken) {
    this.#nodes = nodes;
    this.#token = token;
  }

  /** The server that says it runs the call; null if none says so in time. */
  async whoHolds(callId: string): Promise<Peer | null> {
    const others = this.#nodes.others();
    const answers = await Promise.all(others.map((peer) => this.#holds(peer, callId)));
    return others.find((_, index) => answers[index]) ?? null;
  }

  async #holds({ url }: Peer, callId: string): Promise<boolean> {
    try {
      const { status, body } = await fetch(`${url}${HOLDS_PATH}${callId}`, {
        headers: { [PEER_HEADER]: this.#token.sign('') },
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      await body?.cancel();
      return status === 204;
    } catch {
      return false;
    }
  }
}
