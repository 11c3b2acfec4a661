import { Module } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { IceServers } from './ice-servers.ts';
import { MediaService } from './media.service.ts';

@Module({
  providers: [
    { provide: MediaService, inject: [CONFIG], useFactory: ({ media }: Config) => new MediaService(media) },
    { provide: IceServers, inject: [CONFIG], useFactory: (config: Config) => new IceServers(config) },
  ],
  exports: [MediaService, IceServers],
})
export class MediaModule {}
