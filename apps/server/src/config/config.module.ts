import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Config } from './config.ts';
import { ReadyUrl } from './ready-url.ts';

/** Inject with `@Inject(CONFIG) config: Config`. */
export const CONFIG = Symbol('CONFIG');

@Global()
@Module({})
export class ConfigModule {
  static with(config: Config): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: CONFIG, useValue: config }, ReadyUrl], exports: [CONFIG, ReadyUrl] };
  }
}
