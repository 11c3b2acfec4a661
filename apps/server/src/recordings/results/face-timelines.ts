import type { FaceTimeline } from '#contracts/recording-link';
import type { ParticipantSamples } from '../../timeline/sample-pages.ts';

export interface NumberedFace {
  participantId: string;
  number: number;
  name: string;
}

/** Faces with their samples, by number; faces without samples are left out. */
export function timelinesOf(faces: readonly NumberedFace[], samples: readonly ParticipantSamples[]): FaceTimeline[] {
  return faces.flatMap(({ participantId, number, name }) => {
    const timeline = samples.find((one) => one.participantId === participantId);
    return timeline === undefined ? [] : [{ face: number, name, samples: timeline.samples }];
  });
}
