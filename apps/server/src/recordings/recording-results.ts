import { Injectable } from '@nestjs/common';
import type { FaceTimeline } from '#contracts/recording-link';
import { TimelineService } from '../timeline/timeline.service.ts';
import { RecordingsService } from './recordings.service.ts';

/** What was found in a video, face by face. */
@Injectable()
export class RecordingResults {
  constructor(private readonly recordings: RecordingsService, private readonly timeline: TimelineService) {}

  /** By number; faces without samples are left out. */
  async timelinesOf(id: string): Promise<FaceTimeline[]> {
    const [faces, timelines] = await Promise.all([this.recordings.faces(id), this.timeline.samplesOf(id)]);
    return faces.flatMap(({ participantId, number, name }) => {
      const timeline = timelines.find((one) => one.participantId === participantId);
      return timeline === undefined ? [] : [{ face: number, name, classes: timeline.classes, samples: timeline.samples }];
    });
  }
}
