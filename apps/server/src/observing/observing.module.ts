import { Global, Module } from '@nestjs/common';
import { LoopWatch } from './loop-watch.ts';
import { MetricsToken } from './metrics-token.ts';
import { Metrics } from './metrics.ts';
import { Readiness } from './readiness.ts';

/** Where every part of the server says how it is: figures to {@link Metrics}, what it needs to {@link Readiness}. */
@Global()
@Module({ providers: [Metrics, MetricsToken, Readiness, LoopWatch], exports: [Metrics, MetricsToken, Readiness, LoopWatch] })
export class ObservingModule {}
