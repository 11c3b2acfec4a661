import { Demuxer } from 'node-av/api';
import { AV_DISPOSITION_ATTACHED_PIC, AVMEDIA_TYPE_VIDEO } from 'node-av/constants';
import type { Stream } from 'node-av/lib';
import type { RandomAccessFile } from '#files/random-access';
import type { Completeness, Container } from './container.ts';
import { FileInput, READ_AT_ONCE } from './file-input.ts';
import { VideoProblem } from './problems.ts';
import { editedTracks } from './track-edits.ts';

/** A container that FFmpeg reads. */
export interface Opened {
  readonly demuxer: Demuxer;
  readonly input: FileInput;
  readonly edited: ReadonlySet<number>;
}

/** @throws VideoProblem `truncated`, `not-a-video`; what reading the file throws */
export async function demux(
  file: RandomAccessFile,
  { demuxer: format }: Container,
  { cutOff, indexMissing, end }: Completeness,
): Promise<Opened> {
  const input = new FileInput(file, end);
  try {
    const edited = format === 'mov' ? await editedTracks(file) : new Set<number>();
    return { input, edited, demuxer: await Demuxer.open(input, { format, skipStreamInfo: true, bufferSize: READ_AT_ONCE }) };
  } catch (cause) {
    input.throwIfFailed();
    if (indexMissing || cutOff) {
      throw new VideoProblem(
        'truncated',
        'The file ends too early: the part that says where the pictures are is missing. The recording or the copying was interrupted. Copy or export it again.',
        { cause },
      );
    }
    throw new VideoProblem(
      'not-a-video',
      'The file begins like a video, but cannot be read as one: it is damaged. Copy or export it again.',
      { cause },
    );
  }
}

/** @throws VideoProblem `no-video-stream` */
export function videoOf(demuxer: Demuxer): Stream {
  const video = demuxer.findBestStream(AVMEDIA_TYPE_VIDEO);
  // The cover of a song is a stream of one picture.
  if (video === undefined || video.hasDisposition(AV_DISPOSITION_ATTACHED_PIC)) {
    throw new VideoProblem(
      'no-video-stream',
      'There are no pictures in this file, only sound or other data. Choose a video in which faces can be seen.',
    );
  }
  return video;
}

/** Has FFmpeg learn the streams' formats, for which it decodes some pictures. @throws VideoProblem `not-a-video` */
export async function lookInto({ demuxer, input }: Opened): Promise<void> {
  const looked = await demuxer.getFormatContext().findStreamInfo();
  input.throwIfFailed();
  if (looked < 0)
    throw new VideoProblem(
      'not-a-video',
      'The file begins like a video, but nothing in it can be read: it is damaged. Copy or export it again.',
    );
}
