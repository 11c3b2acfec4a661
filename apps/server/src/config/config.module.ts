import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Config } from './config.ts';
import { ReadyUrl } from './ready-url.ts';

/** Inject with `@Inject(CONFIG) config: Config`. */
export const CONFIG = Symbol('CONFIG');
/** Inject with `@Inject(RECORDING_SETTINGS) settings: RecordingSettings`. */
export const RECORDING_SETTINGS = Symbol('RECORDING_SETTINGS');
/** Inject with `@Inject(RETENTION_SETTINGS) settings: RetentionSettings`. */
export const RETENTION_SETTINGS = Symbol('RETENTION_SETTINGS');
/** Inject with `@Inject(ANALYSIS_SETTINGS) settings: AnalysisSettings`: what recordings and live calls are analysed with alike. */
export const ANALYSIS_SETTINGS = Symbol('ANALYSIS_SETTINGS');

@Global()
@Module({})
export class ConfigModule {
  static with(config: Config): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: RECORDING_SETTINGS, useValue: config.recordings },
        { provide: RETENTION_SETTINGS, useValue: config.retention },
        { provide: ANALYSIS_SETTINGS, useValue: config.analysis },
        ReadyUrl,
      ],
      exports: [CONFIG, RECORDING_SETTINGS, RETENTION_SETTINGS, ANALYSIS_SETTINGS, ReadyUrl],
    };
  }
}
