import { Module } from '@nestjs/common';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { ConsentModule } from './consent.module.ts';
import { ErasureService } from './erasure.service.ts';

@Module({ imports: [ConsentModule, TimelineModule], providers: [ErasureService], exports: [ErasureService] })
export class ErasingModule {}
