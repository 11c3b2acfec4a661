import { Module } from '@nestjs/common';
import { MediaService } from './media.service.ts';
import { mediaSettings } from './settings.ts';

@Module({
  providers: [{ provide: MediaService, useFactory: () => new MediaService(mediaSettings(process.env)) }],
  exports: [MediaService],
})
export class MediaModule {}
