import path from 'node:path';
import {
  AV_CHANNEL_LAYOUT_MONO,
  AV_LOG_QUIET,
  AV_PIX_FMT_YUV420P,
  AV_SAMPLE_FMT_FLT,
  Encoder,
  FF_ENCODER_AAC,
  FF_ENCODER_LIBOPUS,
  FF_ENCODER_LIBVPX_VP8,
  FF_ENCODER_LIBX264,
  FF_ENCODER_MPEG4,
  FF_ENCODER_PCM_S16LE,
  Frame,
  Log,
  Muxer,
} from 'node-av';

// What goes wrong is told by exceptions.
Log.setLevel(AV_LOG_QUIET);

export interface VideoOptions {
  /** Pixels, even. */
  width: number;
  height: number;
  frameRate: number;
  frames: number;
  /** The picture of a frame: I420, planes one after another. */
  picture(index: number): Uint8ClampedArray<ArrayBuffer>;
  /** Frequency of the tone; null: without audio. Default 440 Hz. */
  toneHz?: number | null;
  /** Frames from one key frame to the next; default: two seconds. */
  keyEvery?: number;
  /** Of the picture, bits a second; default 1 Mbit/s. */
  bitRate?: number;
  /** Of the picture's encoder, beside those that make it fast. */
  encoder?: Record<string, string>;
  /** Of the container's writer. */
  options?: Record<string, string>;
}

const AUDIO_RATE = 48_000;

/** By extension: the codecs that such files usually carry. */
const CODECS = {
  '.mp4': { video: FF_ENCODER_LIBX264, audio: FF_ENCODER_AAC },
  '.mov': { video: FF_ENCODER_LIBX264, audio: FF_ENCODER_AAC },
  '.mkv': { video: FF_ENCODER_LIBX264, audio: FF_ENCODER_AAC },
  '.webm': { video: FF_ENCODER_LIBVPX_VP8, audio: FF_ENCODER_LIBOPUS },
  '.avi': { video: FF_ENCODER_MPEG4, audio: FF_ENCODER_PCM_S16LE },
} as const;

const FAST = {
  [FF_ENCODER_LIBX264]: { preset: 'veryfast' },
  [FF_ENCODER_LIBVPX_VP8]: { deadline: 'realtime', 'cpu-used': 8 },
  [FF_ENCODER_MPEG4]: {},
};

/** Writes a video with a tone; what is in it follows from the extension: MP4, MOV, MKV (H.264, AAC), WebM (VP8, Opus), AVI (MPEG-4, PCM). */
export async function makeVideo(file: string, options: VideoOptions): Promise<void> {
  const codecs = CODECS[path.extname(file) as keyof typeof CODECS];
  const { frameRate, frames, toneHz = 440, keyEvery = 2 * frameRate, bitRate = 1_000_000 } = options;
  using video = await Encoder.create(codecs.video, {
    context: { bitRate, gopSize: keyEvery },
    options: { ...FAST[codecs.video], ...options.encoder },
  });
  using audio = await Encoder.create(codecs.audio, {
    autoResample: true,
    context: codecs.audio === FF_ENCODER_PCM_S16LE ? {} : { bitRate: 64_000 },
  });
  await using muxer = await Muxer.open(file, options.options === undefined ? {} : { options: options.options });
  const videoIndex = muxer.addStream(video);
  const audioIndex = toneHz === null ? null : muxer.addStream(audio);
  const write = async (encoder: Encoder, index: number, frame: Frame | null) => {
    for (const packet of await encoder.encodeAll(frame)) {
      await muxer.writePacket(packet, index);
      packet.free();
    }
  };
  let heardTo = 0;
  for (let index = 0; index < frames; index++) {
    const { width, height } = options;
    const picture = Buffer.from(options.picture(index).buffer);
    using frame = Frame.fromVideoBuffer(picture, {
      width,
      height,
      format: AV_PIX_FMT_YUV420P,
      timeBase: { num: 1, den: frameRate },
      pts: BigInt(index),
    });
    await write(video, videoIndex, frame);
    const hearTo = Math.round(((index + 1) * AUDIO_RATE) / frameRate);
    if (toneHz !== null && audioIndex !== null) {
      using sound = tone(toneHz, heardTo, hearTo);
      await write(audio, audioIndex, sound);
    }
    heardTo = hearTo;
  }
  await write(video, videoIndex, null);
  if (audioIndex !== null) await write(audio, audioIndex, null);
}

function tone(hz: number, from: number, to: number): Frame {
  const samples = Float32Array.from({ length: to - from }, (_, at) => 0.2 * Math.sin((2 * Math.PI * hz * (from + at)) / AUDIO_RATE));
  return Frame.fromAudioBuffer(Buffer.from(samples.buffer), {
    nbSamples: samples.length,
    format: AV_SAMPLE_FMT_FLT,
    sampleRate: AUDIO_RATE,
    channelLayout: AV_CHANNEL_LAYOUT_MONO,
    timeBase: { num: 1, den: AUDIO_RATE },
    pts: BigInt(from),
  });
}
