import { Inject, Injectable } from '@nestjs/common';
import { CallElsewhere } from './call-holds.ts';
import type { Cluster } from './cluster.ts';
import { CLUSTER } from './cluster.token.ts';

/** For requests whose address does not name the call that they are about. */
@Injectable()
export class CallPlace {
  constructor(@Inject(CLUSTER) private readonly cluster: Cluster | null) {}

  /** To be called once the call is known and before anything is done. Throws CallElsewhere, by which the request is passed on to the server that has it. */
  async requireHere(callId: string): Promise<void> {
    if (this.cluster === null || (await this.cluster.whereabouts.holder(callId)) === null) return;
    throw new CallElsewhere('Another server runs this call.', callId);
  }
}
