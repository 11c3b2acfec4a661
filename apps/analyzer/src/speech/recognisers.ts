import type { RecogniserSettings } from '#contracts/speech-link';
import { PocketSphinx } from './pocketsphinx.ts';
import type { Recogniser } from './recogniser.ts';
import { TranscriptionApi } from './transcription-api.ts';

export function recogniserOf(settings: RecogniserSettings): Recogniser {
  switch (settings.kind) {
    case 'pocketsphinx':
      return new PocketSphinx(settings.program);
    case 'openai':
      return new TranscriptionApi(settings);
  }
}
