import { Global, Module } from '@nestjs/common';
import { KnownHosts } from './known-hosts.ts';

@Global()
@Module({ providers: [KnownHosts], exports: [KnownHosts] })
export class HttpModule {}
