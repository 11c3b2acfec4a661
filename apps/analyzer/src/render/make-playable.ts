import { AV_CODEC_ID_H264, AV_NOPTS_VALUE, AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUVJ420P } from 'node-av/constants';
import { FFmpegError } from 'node-av/lib';
import type { RandomAccessFile } from '#files/random-access';
import { openVideo, type OpenVideo } from '../video/open-video.ts';
import { Pace } from '../video/pace.ts';
import { canCopy } from './sound/file-sound.ts';
import { Mp4Writer } from './encode/mp4-writer.ts';
import { packetsOf, readOnly } from './packet-reader.ts';
import type { RenderOptions } from './encode/render-options.ts';
import { ticksPerMs } from './timed-frames.ts';
import { transcode } from './encode/transcode.ts';
import { WatchedFile } from './encode/watched-file.ts';

/** Packets of AVI have no times of presentation. */
const TIMED = ['mp4', 'mov', 'matroska', 'webm'];

/**
 * A copy that every browser plays. H.264 in 8 bits 4:2:0 with AAC, MP3 or no sound is only put into MP4, rotation and all; everything else is
 * encoded anew.
 * @throws VideoProblem, the signal's reason, or what the files throw
 */
export async function makePlayable(
  source: RandomAccessFile,
  output: RandomAccessFile,
  options: RenderOptions,
): Promise<{ durationMs: number }> {
  const watched = new WatchedFile(source);
  const video = await openVideo(watched, options.limits);
  try {
    if (isPlayable(video)) {
      const copied = await copy(video, output, options);
      watched.throwIfFailed();
      return copied;
    }
  } catch (error) {
    // A stream that is not what it says it is; encoding takes it as it really is.
    watched.throwIfFailed();
    if (!(error instanceof FFmpegError)) throw error;
  } finally {
    await video.close();
  }
  await output.truncate(0);
  return transcode(source, output, options, async () => null);
}

function isPlayable(video: OpenVideo): boolean {
  const { facts, shown, videoStream, audioStream } = video;
  const { codecpar } = videoStream;
  return (
    TIMED.includes(facts.container) &&
    codecpar.codecId === AV_CODEC_ID_H264 &&
    codecpar.extradataSize > 0 &&
    // Not every browser follows a matrix that mirrors.
    !shown.mirrored &&
    (codecpar.format === AV_PIX_FMT_YUV420P || codecpar.format === AV_PIX_FMT_YUVJ420P) &&
    video.playsAsStored(videoStream) &&
    (audioStream === null || canCopy(video))
  );
}

/** On the video's clock, as its samples are: a player counts the time before the first picture too. */
async function copy(
  { demuxer, videoStream, audioStream, facts, originMs }: OpenVideo,
  output: RandomAccessFile,
  { signal, onProgress }: RenderOptions,
): Promise<{ durationMs: number }> {
  const writer = new Mp4Writer(output);
  try {
    const streams = audioStream === null ? [videoStream] : [videoStream, audioStream];
    const tracks = new Map(
      streams.map((stream) => [
        stream.index,
        { track: writer.addCopied(stream), stream, shift: BigInt(Math.round(originMs * ticksPerMs(stream.timeBase))) },
      ]),
    );
    const context = demuxer.getFormatContext();
    readOnly(context, streams);
    const pace = new Pace(facts.durationMs, 0, onProgress);
    let endMs = 0;
    for await (const packet of packetsOf(context, streams)) {
      if (signal.aborted) packet.free();
      signal.throwIfAborted();
      const { track, stream, shift } = tracks.get(packet.streamIndex)!;
      if (packet.pts !== AV_NOPTS_VALUE) {
        packet.pts -= shift;
        endMs = Math.max(endMs, Number(packet.pts + packet.duration) / ticksPerMs(stream.timeBase));
      }
      if (packet.dts !== AV_NOPTS_VALUE) packet.dts -= shift;
      pace.at(endMs);
      await writer.write(packet, track, stream.timeBase);
    }
    await writer.finish();
    pace.done();
    return { durationMs: endMs };
  } finally {
    await writer.close();
  }
}
