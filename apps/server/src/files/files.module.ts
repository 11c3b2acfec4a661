import { Module } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { DATABASE } from '../database/database.token.ts';
import { FileStore, STORAGE_KEY } from './file-store.ts';
import { MediaController } from './media.controller.ts';
import { MediaUrls } from './media-urls.ts';
import { storageKey } from './storage-key.ts';

@Module({
  controllers: [MediaController],
  providers: [
    // After the database, which claims the data folder.
    { provide: STORAGE_KEY, useFactory: (config: Config) => storageKey(config.storageKey, config.dataDir), inject: [CONFIG, DATABASE] },
    FileStore,
    MediaUrls,
  ],
  exports: [FileStore, MediaUrls],
})
export class FilesModule {}
