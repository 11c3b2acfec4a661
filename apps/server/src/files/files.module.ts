import { Module } from '@nestjs/common';
import { FileStore } from './file-store.ts';
import { MediaController } from './media.controller.ts';
import { MediaUrls } from './media-urls.ts';

@Module({
  controllers: [MediaController],
  providers: [FileStore, MediaUrls],
  exports: [FileStore, MediaUrls],
})
export class FilesModule {}
