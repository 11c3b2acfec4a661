import { Module } from '@nestjs/common';
import { MediaModule } from '../media/media.module.ts';
import { MediaService } from '../media/media.service.ts';
import { AnalysisService } from './analysis.service.ts';
import { readAnalysisSettings } from './settings.ts';

@Module({
  imports: [MediaModule],
  providers: [{ provide: AnalysisService, inject: [MediaService], useFactory: (media: MediaService) => new AnalysisService(media, readAnalysisSettings(process.env)) }],
  exports: [AnalysisService],
})
export class AnalysisModule {}
