import { Module } from '@nestjs/common';
import type { AnalysisSettings } from '#contracts/analyzer-link';
import { ANALYSIS_SETTINGS } from '../config/config.module.ts';
import { MediaModule } from '../media/media.module.ts';
import { MediaService } from '../media/media.service.ts';
import { AnalysisService } from './analysis.service.ts';

@Module({
  imports: [MediaModule],
  providers: [
    {
      provide: AnalysisService,
      inject: [MediaService, ANALYSIS_SETTINGS],
      useFactory: (media: MediaService, settings: AnalysisSettings) => new AnalysisService(media, settings),
    },
  ],
  exports: [AnalysisService],
})
export class AnalysisModule {}
