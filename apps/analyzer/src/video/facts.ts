import {
  AV_CODEC_ID_AAC,
  AV_CODEC_ID_AV1,
  AV_CODEC_ID_H264,
  AV_CODEC_ID_MP3,
  AV_CODEC_ID_OPUS,
  AV_CODEC_ID_VORBIS,
  AV_CODEC_ID_VP8,
  AV_CODEC_ID_VP9,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUVJ420P,
} from 'node-av/constants';
import { avGetCodecName, type Stream } from 'node-av/lib';
import type { VideoFacts } from '#contracts/recording';
import type { Container } from './container.ts';
import type { Shown } from './shown.ts';
import type { SoundTracks } from './sound-tracks.ts';

export interface Streams {
  readonly video: Stream;
  /** The sound that is heard, chosen among all of the file. */
  readonly audio: Stream | null;
  readonly sound: SoundTracks;
}

/** @param durationStated whether the file itself says how long it is, and truly: browsers cannot seek in it else */
export function factsOf(
  { video, audio, sound }: Streams,
  container: Container,
  shown: Shown,
  durationMs: number,
  durationStated: boolean,
): VideoFacts {
  return {
    durationMs,
    width: shown.width,
    height: shown.height,
    frameRate: frameRateOf(video),
    hasAudio: audio !== null,
    container: container.name,
    videoCodec: avGetCodecName(video.codecpar.codecId) ?? 'unknown',
    audioCodec: audio === null ? null : (avGetCodecName(audio.codecpar.codecId) ?? 'unknown'),
    // Not every browser follows a matrix that mirrors, and each plays a file's first sound track or none.
    playable:
      !shown.mirrored && sound.undecodable === 0 && (audio === null || sound.isFirst) && playable(video, audio, container, durationStated),
  };
}

/** Files whose frames have times of their own state something absurd at times. */
const HIGHEST_FRAME_RATE = 1_000;

export function frameRateOf({ avgFrameRate, rFrameRate }: Stream): number | null {
  const known = [avgFrameRate, rFrameRate].map(({ num, den }) => num / den).find((rate) => rate > 0 && rate < HIGHEST_FRAME_RATE);
  return known ?? null;
}

/** Whether every current browser plays it. */
function playable(video: Stream, audio: Stream | null, { name }: Container, durationStated: boolean): boolean {
  const { codecId, format } = video.codecpar;
  const sound = audio === null ? null : audio.codecpar.codecId;
  switch (name) {
    case 'mp4':
    case 'mov':
      return (
        codecId === AV_CODEC_ID_H264 &&
        (format === AV_PIX_FMT_YUV420P || format === AV_PIX_FMT_YUVJ420P) &&
        (sound === null || sound === AV_CODEC_ID_AAC || sound === AV_CODEC_ID_MP3)
      );
    case 'webm':
      return (
        durationStated &&
        (codecId === AV_CODEC_ID_VP8 || codecId === AV_CODEC_ID_VP9 || codecId === AV_CODEC_ID_AV1) &&
        (sound === null || sound === AV_CODEC_ID_OPUS || sound === AV_CODEC_ID_VORBIS)
      );
    case 'matroska':
    case 'avi':
      return false;
  }
}
