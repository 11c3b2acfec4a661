import { Module } from '@nestjs/common';
import { AnalysisModule } from '../analysis/analysis.module.ts';
import { MediaModule } from '../media/media.module.ts';
import { HealthController } from './health.controller.ts';

@Module({ imports: [MediaModule, AnalysisModule], controllers: [HealthController] })
export class HealthModule {}
