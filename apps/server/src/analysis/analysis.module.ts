import type { Server } from 'node:http';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { trustsProxy } from '../http/trusted-proxies.ts';
import { MediaModule } from '../media/media.module.ts';
import { MediaService } from '../media/media.service.ts';
import { ProcessesModule } from '../processes/processes.module.ts';
import { Programs } from '../processes/programs.ts';
import { AnalysisMetrics } from './analysis-metrics.ts';
import { AnalysisService } from './analysis.service.ts';
import { AnalyzerDoor } from './analyzers/analyzer-door.ts';

/** The door for analyzers on other hosts; null where there is no token. */
const ANALYZER_DOOR = Symbol('ANALYZER_DOOR');

@Module({
  imports: [MediaModule, ProcessesModule],
  providers: [
    {
      provide: ANALYZER_DOOR,
      inject: [CONFIG],
      useFactory: ({ analyzers: { token }, trustedProxies }: Config) =>
        token === undefined ? null : new AnalyzerDoor({ token, trustsProxy: trustsProxy(trustedProxies) }),
    },
    {
      provide: AnalysisService,
      inject: [MediaService, CONFIG, Programs, ANALYZER_DOOR],
      useFactory: (media: MediaService, { analysis, analyzers }: Config, programs: Programs, door: AnalyzerDoor | null) =>
        new AnalysisService(media, analysis, analyzers.local ? programs : null, door),
    },
    AnalysisMetrics,
  ],
  exports: [AnalysisService],
})
export class AnalysisModule implements OnModuleInit {
  constructor(
    @Inject(ANALYZER_DOOR) private readonly door: AnalyzerDoor | null,
    private readonly host: HttpAdapterHost,
  ) {}

  /** Before the front door takes over all that listens for upgrades: this one is behind it as well. */
  onModuleInit(): void {
    this.door?.attach(this.host.httpAdapter.getHttpServer() as Server);
  }
}
