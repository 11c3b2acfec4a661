import { Module } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { Programs } from './programs.ts';

@Module({
  providers: [{ provide: Programs, inject: [CONFIG], useFactory: programs }],
  exports: [Programs],
})
export class ProcessesModule {}

function programs({ dataDir, keyFile, analysis: { modelsPath, cascadePath } }: Config): Programs {
  return new Programs({ hidden: [dataDir, keyFile], read: [modelsPath, cascadePath].filter((path) => path !== undefined) });
}
