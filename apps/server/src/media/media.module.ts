import { Module } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { IceServers } from './ice-servers.ts';
import { MediaMetrics } from './media-metrics.ts';
import { MediaService } from './media.service.ts';
import { WebRtcStats } from './webrtc-stats.ts';

@Module({
  providers: [
    { provide: MediaService, inject: [CONFIG], useFactory: ({ media }: Config) => new MediaService(media) },
    WebRtcStats,
    MediaMetrics,
    { provide: IceServers, inject: [CONFIG], useFactory: (config: Config) => new IceServers(config) },
  ],
  exports: [MediaService, IceServers, WebRtcStats],
})
export class MediaModule {}
