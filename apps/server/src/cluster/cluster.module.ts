import { Global, Module } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { INSTALLATION_KEY } from '../keys/installation-key.ts';
import type { Seal } from '../keys/seal.ts';
import { CallHolds, SingleServerHolds } from './call-holds.ts';
import { Cluster } from './cluster.ts';
import { CallPlace } from './call-place.ts';
import { CLUSTER } from './cluster.token.ts';
import { NodeState } from './node-state.ts';

/** The calls that run here, and the other servers where there are any. See README.md. */
@Global()
@Module({
  providers: [
    NodeState,
    {
      provide: CLUSTER,
      useFactory: (config: Config, state: NodeState, key: Seal) =>
        config.cluster === undefined ? null : Cluster.join(config.cluster, { config, state, key }),
      inject: [CONFIG, NodeState, INSTALLATION_KEY],
    },
    { provide: CallHolds, useFactory: (cluster: Cluster | null) => cluster?.holds ?? new SingleServerHolds(), inject: [CLUSTER] },
    CallPlace,
  ],
  exports: [NodeState, CLUSTER, CallHolds, CallPlace],
})
export class ClusterModule {}
