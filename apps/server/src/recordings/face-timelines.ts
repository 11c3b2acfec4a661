import type { FaceTimeline } from '#contracts/recording-link';
import type { Samples } from '../timeline/timeline-pages.ts';

export interface NumberedFace { participantId: string; number: number; name: string }

/** Faces with their samples, by number; faces without samples are left out. */
export function timelinesOf(faces: readonly NumberedFace[], samples: readonly Samples[]): FaceTimeline[] {
  return faces.flatMap(({ participantId, number, name }) => {
    const timeline = samples.find((one) => one.participantId === participantId);
    return timeline === undefined ? [] : [{ face: number, name, classes: timeline.classes, samples: timeline.samples }];
  });
}
