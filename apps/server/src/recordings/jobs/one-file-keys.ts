import type { RecordingTask } from '#contracts/recording-link';
import { forOneFile } from '#files/open';

/** The task with the keys of its own files in place of the master key. */
export async function withOneFileKeys(task: RecordingTask): Promise<RecordingTask> {
  const source = await forOneFile(task.source);
  switch (task.type) {
    case 'analyse': {
      const { tracks, earlierTracks } = task;
      return {
        ...task,
        source,
        tracks: await forOneFile(tracks),
        earlierTracks: earlierTracks === null ? null : await forOneFile(earlierTracks),
      };
    }
    case 'playable':
    case 'annotate':
      return { ...task, source, output: await forOneFile(task.output) };
    case 'clips': {
      const clips = await Promise.all(task.clips.map(async (clip) => ({ ...clip, output: await forOneFile(clip.output) })));
      return { ...task, source, clips, joined: await forOneFile(task.joined) };
    }
    case 'picture':
    case 'explain':
      return { ...task, source };
  }
}
