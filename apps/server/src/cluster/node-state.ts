import { randomUUID } from 'node:crypto';

/** What this server tells the others about itself. */
export class NodeState {
  /** Who this server is among the others: new at every start, so that a server that comes back is not taken for the one that it was. */
  readonly id: string = randomUUID();
  /** Whether it gives its calls away and takes no further ones. */
  draining = false;
  #participants: () => number = () => 0;

  /** How many people are in calls here. */
  get participants(): number {
    return this.#participants();
  }

  countParticipants(count: () => number): void {
    this.#participants = count;
  }
}
