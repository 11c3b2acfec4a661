import { Injectable } from '@nestjs/common';
import { RecordingRemoval } from './recording-removal.ts';
import { type RecordingRow, RecordingsRepository } from './recordings.repository.ts';

/** Recordings' videos by how long they have been kept. */
@Injectable()
export class RecordingVideos {
  constructor(
    private readonly repository: RecordingsRepository,
    private readonly removal: RecordingRemoval,
  ) {}

  /** Recordings that came before this and still have their whole video. */
  async from(before: Date): Promise<RecordingRow[]> {
    return (await this.repository.videosFrom(before)).filter(({ status }) => status !== 'uploading');
  }

  /** Deletes the video and everything cut from it; what was found in it stays. */
  remove(row: RecordingRow): Promise<void> {
    return this.removal.removeVideo(row);
  }
}
