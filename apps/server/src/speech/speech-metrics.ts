import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../observing/metrics.ts';
import { SpeechService } from './speech.service.ts';

const STATES = ['off', 'starting', 'running', 'slow', 'down'] as const;

/** How writing down speech fares. No words, no sound. */
@Injectable()
export class SpeechMetrics implements OnModuleInit {
  constructor(
    private readonly speech: SpeechService,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge({ name: 'attune_speech_taps', help: 'Microphones that the speech program receives.' }, () => [
      { value: this.speech.figures().taps },
    ]);
    this.metrics.gauge({ name: 'attune_speech_state', help: '1 for the state that speech recognition is in.', labels: ['state'] }, () =>
      STATES.map((state) => ({ labels: { state }, value: this.speech.figures().state === state ? 1 : 0 })),
    );
    this.metrics.total({ name: 'attune_utterances_total', help: 'Utterances that were written down.' }, () => [
      { value: this.speech.figures().utterances },
    ]);
    this.metrics.total(
      { name: 'attune_utterances_dropped_total', help: 'Stretches of voice that came to no words, by why.', labels: ['why'] },
      () => Object.entries(this.speech.figures().dropped).map(([why, value]) => ({ labels: { why }, value })),
    );
  }
}
