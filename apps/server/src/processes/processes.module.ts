import { Module } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { Programs } from './programs.ts';

@Module({
  providers: [{ provide: Programs, inject: [CONFIG], useFactory: programs }],
  exports: [Programs],
})
export class ProcessesModule {}

function programs({ dataDir, keyFile, analyzers: { tokenFile }, analysis: { modelsPath, cascadePath } }: Config): Programs {
  const named = (paths: (string | undefined)[]) => paths.filter((path) => path !== undefined);
  return new Programs({ hidden: named([dataDir, keyFile, tokenFile]), read: named([modelsPath, cascadePath]) });
}
