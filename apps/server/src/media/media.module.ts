import { Module } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { MediaService } from './media.service.ts';

@Module({
  providers: [{ provide: MediaService, inject: [CONFIG], useFactory: ({ media }: Config) => new MediaService(media) }],
  exports: [MediaService],
})
export class MediaModule {}
