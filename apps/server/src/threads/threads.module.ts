import { Global, Module } from '@nestjs/common';
import { ThreadPool } from './thread-pool.ts';

/** Global, as every feature may have something to compute. */
@Global()
@Module({ providers: [{ provide: ThreadPool, useFactory: () => new ThreadPool() }], exports: [ThreadPool] })
export class ThreadsModule {}
