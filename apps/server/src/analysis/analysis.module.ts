import { Module } from '@nestjs/common';
import type { AnalysisSettings } from '#contracts/analyzer-link';
import { ANALYSIS_SETTINGS } from '../config/config.module.ts';
import { MediaModule } from '../media/media.module.ts';
import { MediaService } from '../media/media.service.ts';
import { ProcessesModule } from '../processes/processes.module.ts';
import { Programs } from '../processes/programs.ts';
import { AnalysisService } from './analysis.service.ts';

@Module({
  imports: [MediaModule, ProcessesModule],
  providers: [
    {
      provide: AnalysisService,
      inject: [MediaService, ANALYSIS_SETTINGS, Programs],
      useFactory: (media: MediaService, settings: AnalysisSettings, programs: Programs) => new AnalysisService(media, settings, programs),
    },
  ],
  exports: [AnalysisService],
})
export class AnalysisModule {}
