import {
  AV_CHANNEL_LAYOUT_5POINT1,
  AV_CHANNEL_LAYOUT_MONO,
  AV_CHANNEL_LAYOUT_STEREO,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_DISPOSITION_DEFAULT,
  AV_PIX_FMT_YUV420P,
  AV_PKT_DATA_DISPLAYMATRIX,
  AV_SAMPLE_FMT_FLT,
  AV_SAMPLE_FMT_FLTP,
  AV_SAMPLE_FMT_S16,
  type AVDisposition,
  type AVSampleFormat,
  type FFAudioEncoder,
  type FFVideoEncoder,
} from 'node-av/constants';
import { Codec, CodecContext, Dictionary, FFmpegError, FormatContext, Frame, Rational, type Packet } from 'node-av/lib';
import { drain, emptyPicture } from '../encode/codec-support.ts';

/** Colour of a pixel in Y, U, V. */
export type Paint = (x: number, y: number, atMs: number) => readonly [number, number, number];

export interface Media {
  /** By its name: `mp4`, `mov`, `webm`, `avi`, `matroska`. */
  container: string;
  codec: FFVideoEncoder<string>;
  width: number;
  height: number;
  /** When each frame is shown, in milliseconds. */
  times: readonly number[];
  paint: Paint;
  timeBase?: { num: number; den: number };
  /** By how much everything comes later. */
  startMs?: number;
  /** Frames between key frames. */
  keyEvery?: number;
  /** Frames that are coded out of order. */
  reordered?: number;
  /** The display matrix's nine numbers (ISO/IEC 14496-12, 6.2.2). */
  matrix?: readonly number[];
  audio?: null | Audio;
  /** Further sound tracks. */
  moreAudio?: readonly Audio[];
}

interface Audio {
  codec: FFAudioEncoder<string>;
  sampleRate: number;
  channels: 1 | 2 | 6;
  durationMs: number;
  /** −1 to 1 at a time. */
  wave: (atMs: number) => number;
  /** By how much it comes later than the pictures. */
  startMs?: number;
  /** Whether the file prefers it; not given: whatever the container takes for granted. */
  isDefault?: boolean;
  /** What it becomes after `durationMs`, in the same track: of another rate or other channels. */
  then?: Pick<Audio, 'sampleRate' | 'channels' | 'durationMs'>;
}

const LAYOUTS = { 1: AV_CHANNEL_LAYOUT_MONO, 2: AV_CHANNEL_LAYOUT_STEREO, 6: AV_CHANNEL_LAYOUT_5POINT1 };

/** At so many frames a second. */
export const timesOf = (frames: number, rate: number) => Array.from({ length: frames }, (_, index) => (index * 1_000) / rate);

/** Writes a small video for a test. */
export async function makeMedia(path: string, media: Media): Promise<void> {
  const format = new FormatContext();
  FFmpegError.throwIfError(format.allocOutputContext2(null, media.container, path));
  FFmpegError.throwIfError(await format.openOutput());
  const picture = await pictureEncoder(media);
  const sounds = [...(media.audio === undefined || media.audio === null ? [] : [media.audio]), ...(media.moreAudio ?? [])];
  const encoders: CodecContext[] = [];
  for (const audio of sounds) encoders.push(await soundEncoder(audio));
  const packets: { packet: Packet; track: number; ms: number; timeBase: { num: number; den: number } }[] = [];
  const keep = (context: CodecContext, track: number, some: Packet[]) => {
    const { num, den } = context.timeBase;
    for (const packet of some) packets.push({ packet, track, ms: (Number(packet.dts) * num * 1_000) / den, timeBase: { num, den } });
  };
  for (const [index, context] of [picture, ...encoders].entries()) {
    const stream = format.newStream();
    context.parametersFromContext(stream.codecpar);
    stream.timeBase = context.timeBase;
    if (index === 0 && media.matrix !== undefined)
      stream.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, Buffer.from(Int32Array.from(media.matrix).buffer));
    const preferred = sounds[index - 1]?.isDefault;
    if (preferred !== undefined) stream.disposition = preferred ? AV_DISPOSITION_DEFAULT : (0 as AVDisposition);
  }
  keep(picture, 0, await encodePictures(picture, media));
  for (const [index, audio] of sounds.entries()) keep(encoders[index]!, index + 1, await soundOf(encoders[index]!, audio));
  FFmpegError.throwIfError(await format.writeHeader());
  for (const { packet, track, timeBase } of packets.sort((a, b) => a.ms - b.ms)) {
    packet.streamIndex = track;
    const late = BigInt(Math.round(((media.startMs ?? 0) * timeBase.den) / (timeBase.num * 1_000)));
    packet.pts += late;
    packet.dts += late;
    packet.rescaleTs(timeBase, format.streams[track]!.timeBase);
    FFmpegError.throwIfError(await format.interleavedWriteFrame(packet));
    packet.free();
  }
  FFmpegError.throwIfError(await format.writeTrailer());
  await format.closeOutput();
  format.freeContext();
  picture.freeContext();
  for (const encoder of encoders) encoder.freeContext();
}

async function pictureEncoder({
  codec: name,
  width,
  height,
  timeBase = { num: 1, den: 90_000 },
  keyEvery = 12,
  reordered = 0,
  container,
}: Media): Promise<CodecContext> {
  const codec = Codec.findEncoderByName(name);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.width = width;
  context.height = height;
  context.pixelFormat = AV_PIX_FMT_YUV420P;
  context.timeBase = new Rational(timeBase.num, timeBase.den);
  context.framerate = new Rational(30, 1);
  context.gopSize = keyEvery;
  context.maxBFrames = reordered;
  context.bitRate = 4_000_000n;
  if (container !== 'avi') context.flags = AV_CODEC_FLAG_GLOBAL_HEADER;
  const options: Record<string, Record<string, string>> = {
    libx264: { preset: 'ultrafast', crf: '10', bf: String(reordered) },
    libx265: { preset: 'ultrafast', crf: '10', 'x265-params': `log-level=none:bframes=${reordered}:b-pyramid=1` },
    libvpx: { deadline: 'realtime', 'cpu-used': '8' },
  };
  FFmpegError.throwIfError(await context.open2(codec, Dictionary.fromObject(options[name] ?? {})));
  return context;
}

async function encodePictures(
  context: CodecContext,
  { width, height, times, paint, timeBase = { num: 1, den: 90_000 } }: Media,
): Promise<Packet[]> {
  const packets: Packet[] = [];
  const durations = new Map<bigint, bigint>();
  for (const [index, ms] of times.entries()) {
    const frame = emptyPicture(width, height);
    const [y, u, v] = frame.data!;
    const [sy, su, sv] = frame.linesize as [number, number, number];
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const colour = paint(column, row, ms);
        y![row * sy + column] = colour[0];
        if (row % 2 === 0 && column % 2 === 0) {
          u![(row / 2) * su + column / 2] = colour[1];
          v![(row / 2) * sv + column / 2] = colour[2];
        }
      }
    }
    const ticks = (at: number) => BigInt(Math.round((at * timeBase.den) / (timeBase.num * 1_000)));
    frame.pts = ticks(ms);
    const next = times[index + 1] ?? ms + (ms - (times[index - 1] ?? ms - 40));
    durations.set(frame.pts, ticks(next) - ticks(ms));
    await drain(context, frame, packets);
    frame.free();
  }
  await drain(context, null, packets);
  for (const packet of packets) packet.duration = durations.get(packet.pts) ?? 0n;
  return packets;
}

/** A track's packets, its own start and what it becomes included. */
async function soundOf(context: CodecContext, audio: Audio): Promise<Packet[]> {
  const packets = await encodeSound(context, audio);
  const { then, durationMs, startMs = 0, wave } = audio;
  if (then !== undefined) {
    const next = { ...audio, ...then, wave: (atMs: number) => wave(durationMs + atMs) };
    const encoder = await soundEncoder(next);
    for (const packet of await encodeSound(encoder, next)) {
      packet.rescaleTs(encoder.timeBase, context.timeBase);
      shift(packet, durationMs, context);
      packets.push(packet);
    }
    encoder.freeContext();
  }
  for (const packet of packets) shift(packet, startMs, context);
  return packets;
}

function shift(packet: Packet, ms: number, { timeBase: { num, den } }: CodecContext): void {
  const ticks = BigInt(Math.round((ms * den) / (num * 1_000)));
  packet.pts += ticks;
  packet.dts += ticks;
}

async function soundEncoder({ codec: name, sampleRate, channels }: Audio): Promise<CodecContext> {
  const codec = Codec.findEncoderByName(name);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.sampleRate = sampleRate;
  context.channelLayout = LAYOUTS[channels];
  context.sampleFormat = formatOf(name);
  context.bitRate = 128_000n;
  context.timeBase = new Rational(1, sampleRate);
  context.flags = AV_CODEC_FLAG_GLOBAL_HEADER;
  FFmpegError.throwIfError(await context.open2(codec));
  return context;
}

const FORMATS: Record<string, AVSampleFormat> = { libopus: AV_SAMPLE_FMT_FLT, pcm_s16le: AV_SAMPLE_FMT_S16 };
const formatOf = (name: string) => FORMATS[name] ?? AV_SAMPLE_FMT_FLTP;

async function encodeSound(context: CodecContext, { codec, sampleRate, channels, durationMs, wave }: Audio): Promise<Packet[]> {
  const packets: Packet[] = [];
  const total = Math.round((durationMs * sampleRate) / 1_000);
  const size = context.frameSize || 1_024;
  for (let at = 0; at < total; at += size) {
    const frame = new Frame();
    frame.alloc();
    frame.nbSamples = Math.min(size, total - at);
    frame.format = formatOf(codec);
    frame.sampleRate = sampleRate;
    frame.channelLayout = LAYOUTS[channels];
    FFmpegError.throwIfError(frame.allocBuffer());
    const samples = Float32Array.from({ length: frame.nbSamples }, (_, index) => wave(((at + index) * 1_000) / sampleRate));
    const interleaved = Float32Array.from({ length: samples.length * channels }, (_, index) => samples[Math.floor(index / channels)]!);
    const planes = frame.data!;
    if (codec === 'pcm_s16le') planes[0]!.set(new Uint8Array(Int16Array.from(interleaved, (value) => value * 32_767).buffer));
    else if (codec === 'libopus') planes[0]!.set(new Uint8Array(interleaved.buffer));
    else for (const plane of planes.slice(0, channels)) plane.set(new Uint8Array(samples.buffer));
    frame.pts = BigInt(at);
    await drain(context, frame, packets);
    frame.free();
  }
  await drain(context, null, packets);
  return packets;
}
