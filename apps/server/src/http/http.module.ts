import { Global, Module } from '@nestjs/common';
import { KnownHosts } from './known-hosts.ts';
import { Limits } from './limits.ts';

@Global()
@Module({ providers: [KnownHosts, Limits], exports: [KnownHosts, Limits] })
export class HttpModule {}
