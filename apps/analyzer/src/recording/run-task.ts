import type { JobProgress } from '#contracts/recording';
import type { EncodedFace, FaceTimeline, FileRef, FromRecordingProcess, RecordingTask } from '#contracts/recording-link';
import { decodeSamples } from '#contracts/sample-codec';
import { openFile } from '#files/open';
import type { RandomAccessFile } from '#files/random-access';
import { AllowedFaces } from '#inference/permit';
import { openVideo } from '../video/open-video.ts';
import { annotate } from '../render/annotate.ts';
import { cutClips } from '../render/cut-clips.ts';
import { makePlayable } from '../render/make-playable.ts';
import type { RenderOptions } from '../render/encode/render-options.ts';
import { analyseTask } from './analyse-task.ts';
import { explainEstimate } from './explain.ts';
import { pictureAt } from './picture.ts';
import type { TaskLink } from './task-link.ts';

export type Done = Extract<FromRecordingProcess, { type: 'done' }>;
type TaskOf<T extends RecordingTask['type']> = Extract<RecordingTask, { type: T }>;

/** Does one task and tells of it; its last message is returned. Throws what went wrong, or the signal's reason. */
export async function runTask(task: RecordingTask, link: TaskLink): Promise<Done> {
  const source = await openFile(task.source, 'read');
  try {
    const { signal } = link;
    const onProgress = (progress: JobProgress) => link.send({ type: 'progress', progress });
    switch (task.type) {
      case 'analyse':
        return await analyseTask(task, source, link);
      case 'picture':
        return await picture(task, source, link);
      case 'explain':
        return await explain(task, source, link);
      default:
        return await render(task, source, { limits: task.limits, signal, onProgress });
    }
  } finally {
    await source.close();
  }
}

async function picture({ limits, atMs, maxWidth }: TaskOf<'picture'>, source: RandomAccessFile, link: TaskLink): Promise<Done> {
  const video = await openVideo(source, limits);
  try {
    link.send({ type: 'picture', jpeg: (await pictureAt(video, atMs, maxWidth)).toString('base64') });
    return { type: 'done', outputs: [], durationMs: video.facts.durationMs, notices: [] };
  } finally {
    await video.close();
  }
}

async function explain(
  { limits, settings, estimate, face, faces }: TaskOf<'explain'>,
  source: RandomAccessFile,
  link: TaskLink,
): Promise<Done> {
  const video = await openVideo(source, limits);
  try {
    link.send({ type: 'explained', activation: await explainEstimate(video, estimate, settings, AllowedFaces.only(faces).permitOf(face)) });
    return { type: 'done', outputs: [], durationMs: video.facts.durationMs, notices: [] };
  } finally {
    await video.close();
  }
}

type RenderTask = TaskOf<'playable' | 'annotate' | 'clips'>;
type Create = (ref: FileRef) => Promise<{ ref: FileRef; file: RandomAccessFile }>;
type Output = Awaited<ReturnType<Create>> & { durationMs: number };

/** What is written is on the disk when this returns. */
async function render(task: RenderTask, source: RandomAccessFile, options: RenderOptions): Promise<Done> {
  const opened: RandomAccessFile[] = [];
  try {
    const outputs = await write(task, source, options, async (ref) => {
      const file = await openFile(ref, 'create');
      opened.push(file);
      return { ref, file };
    });
    for (const { file } of outputs) await file.sync();
    return {
      type: 'done',
      durationMs: outputs.at(-1)?.durationMs ?? 0,
      notices: [],
      outputs: outputs.map(({ ref, file, durationMs }) => ({ path: ref.path, bytes: file.size, durationMs })),
    };
  } finally {
    for (const file of opened) await file.close();
  }
}

const timelineOf = ({ face, name, classes, data }: EncodedFace): FaceTimeline => ({ face, name, samples: decodeSamples(data, classes) });

async function write(task: RenderTask, source: RandomAccessFile, options: RenderOptions, create: Create): Promise<Output[]> {
  switch (task.type) {
    case 'playable': {
      const output = await create(task.output);
      return [{ ...output, ...(await makePlayable(source, output.file, options)) }];
    }
    case 'annotate': {
      const output = await create(task.output);
      return [{ ...output, ...(await annotate(source, output.file, task.faces.map(timelineOf), options)) }];
    }
    case 'clips': {
      const joined = await create(task.joined);
      const outputs: Awaited<ReturnType<Create>>[] = [];
      for (const { output } of task.clips) outputs.push(await create(output));
      const clips = task.clips.map((clip, index) => ({ ...clip, output: outputs[index]!.file }));
      const { durationsMs, joinedMs } = await cutClips(source, clips, joined.file, options);
      return [...outputs.map((output, index) => ({ ...output, durationMs: durationsMs[index] ?? 0 })), { ...joined, durationMs: joinedMs }];
    }
  }
}
