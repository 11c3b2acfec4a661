import { Module } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { MediaModule } from '../media/media.module.ts';
import { MediaService } from '../media/media.service.ts';
import { ProcessesModule } from '../processes/processes.module.ts';
import { Programs } from '../processes/programs.ts';
import { SpeechMetrics } from './speech-metrics.ts';
import { SpeechService } from './speech.service.ts';

@Module({
  imports: [MediaModule, ProcessesModule],
  providers: [
    {
      provide: SpeechService,
      inject: [MediaService, CONFIG, Programs],
      useFactory: (media: MediaService, { speech, analysis }: Config, programs: Programs) =>
        new SpeechService(media, speech, analysis.modelsPath, programs),
    },
    SpeechMetrics,
  ],
  exports: [SpeechService],
})
export class SpeechModule {}
