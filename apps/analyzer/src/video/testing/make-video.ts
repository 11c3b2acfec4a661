import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_LOG_QUIET,
  AV_PIX_FMT_YUV420P,
  AV_PKT_DATA_DISPLAYMATRIX,
  type AVColorRange,
  type AVPixelFormat,
} from 'node-av/constants';
import { avGetPixFmtName, Codec, CodecContext, Dictionary, FFmpegError, FormatContext, Frame, Log, Packet, Rational } from 'node-av/lib';
import type { Plane } from '#inference/frame';

// What goes wrong is told by exceptions.
Log.setLevel(AV_LOG_QUIET);

export interface GreyPicture {
  /** When it is shown, in milliseconds. */
  readonly atMs: number;
  readonly plane: Plane;
}

export interface GreyVideo {
  /** FFmpeg's name of it: `mp4`, `mov`, `webm`, `matroska`, `avi`. */
  readonly container: string;
  /** FFmpeg's name of the encoder. */
  readonly codec: string;
  readonly pictures: readonly GreyPicture[];
  readonly pixelFormat?: AVPixelFormat;
  /** Of the container's writer. */
  readonly options?: Record<string, string>;
  /** Degrees clockwise by which players turn it. */
  readonly rotation?: 90 | 180 | 270;
  /** Instead of a rotation: any matrix, `[a, b, c, d]` of ISO/IEC 14496-12, 6.2.2, as whole numbers. */
  readonly matrix?: readonly [number, number, number, number];
  /** Width of a pixel for its height. */
  readonly aspect?: { num: number; den: number };
  readonly colorRange?: AVColorRange;
  /** What the pictures are tagged with. */
  readonly colours?: Partial<Pick<CodecContext, 'colorPrimaries' | 'colorTrc' | 'colorSpace'>>;
  /** What is stored for a grey of 0-255 in a format of ten bits; default: the same grey in SDR. */
  readonly tenBits?: (grey: number) => number;
  readonly keyEvery?: number;
  /** How long the last picture stays, in milliseconds. */
  readonly lastMs?: number;
}

const TICKS = 90_000;
const MATRICES = { 90: [0, 1, -1, 0], 180: [-1, 0, 0, -1], 270: [0, -1, 1, 0] } as const;
const FAST: Record<string, Record<string, string>> = {
  libx264: { preset: 'ultrafast', crf: '18' },
  libx265: { preset: 'ultrafast', crf: '12', 'x265-params': 'log-level=none' },
  libvpx: { deadline: 'realtime', 'cpu-used': '8', crf: '8', b: '2M' },
  mpeg4: { qscale: '2' },
  ffv1: {},
  png: {},
};

/** Writes a small video without sound for a test. A picture of another size than the one before begins anew, as some streams do. */
export async function makeVideo(path: string, video: GreyVideo): Promise<void> {
  const format = new FormatContext();
  FFmpegError.throwIfError(format.allocOutputContext2(null, video.container, path));
  FFmpegError.throwIfError(await format.openOutput());
  const packets: Packet[] = [];
  let context: CodecContext | null = null;
  for (const { plane, atMs } of video.pictures) {
    if (context !== null && (context.width !== plane.width || context.height !== plane.height)) {
      await encode(context, null, packets);
      context.freeContext();
      context = null;
    }
    if (context === null) {
      context = await encoderFor(plane, video);
      if (format.nbStreams === 0) addStream(format, context, video);
    }
    const frame = frameOf(plane, video.pixelFormat ?? AV_PIX_FMT_YUV420P, video.tenBits);
    frame.pts = BigInt(Math.round((atMs * TICKS) / 1_000));
    await encode(context, frame, packets);
    frame.free();
  }
  if (context !== null) await encode(context, null, packets);
  context?.freeContext();
  FFmpegError.throwIfError(await format.writeHeader(video.options === undefined ? null : Dictionary.fromObject(video.options)));
  // Players leave out what lasts no time.
  const last = BigInt(Math.round(((video.lastMs ?? 1_000 / 30) * TICKS) / 1_000));
  for (const [index, packet] of packets.entries()) packet.duration = (packets[index + 1]?.pts ?? packet.pts + last) - packet.pts;
  for (const packet of packets) {
    packet.streamIndex = 0;
    packet.rescaleTs({ num: 1, den: TICKS }, format.streams[0]!.timeBase);
    FFmpegError.throwIfError(await format.interleavedWriteFrame(packet));
    packet.free();
  }
  FFmpegError.throwIfError(await format.writeTrailer());
  await format.closeOutput();
  format.freeContext();
}

function addStream(format: FormatContext, context: CodecContext, { rotation, matrix, aspect }: GreyVideo): void {
  const stream = format.newStream();
  context.parametersFromContext(stream.codecpar);
  stream.timeBase = context.timeBase;
  if (aspect !== undefined) stream.codecpar.sampleAspectRatio = stream.sampleAspectRatio = new Rational(aspect.num, aspect.den);
  const axes = matrix ?? (rotation === undefined ? undefined : MATRICES[rotation]);
  if (axes === undefined) return;
  const [a, b, c, d] = axes.map((value) => value * 0x10000) as [number, number, number, number];
  stream.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, Buffer.from(Int32Array.of(a, b, 0, c, d, 0, 0, 0, 0x40000000).buffer));
}

async function encoderFor(
  { width, height }: Plane,
  { codec: name, pixelFormat = AV_PIX_FMT_YUV420P, container, keyEvery = 15, colorRange, colours }: GreyVideo,
): Promise<CodecContext> {
  const codec = Codec.findEncoderByName(name as never);
  const context = new CodecContext();
  context.allocContext3(codec);
  Object.assign(context, {
    width,
    height,
    pixelFormat,
    timeBase: new Rational(1, TICKS),
    framerate: new Rational(30, 1),
    gopSize: keyEvery,
    maxBFrames: 0,
  });
  if (colorRange !== undefined) context.colorRange = colorRange;
  Object.assign(context, colours);
  // MPEG-4 has no finer clock.
  if (name === 'mpeg4') context.timeBase = new Rational(1, 30_000);
  if (container !== 'avi') context.flags = AV_CODEC_FLAG_GLOBAL_HEADER;
  FFmpegError.throwIfError(await context.open2(codec, Dictionary.fromObject(FAST[name] ?? {})));
  return context;
}

async function encode(context: CodecContext, frame: Frame | null, packets: Packet[]): Promise<void> {
  const { num, den } = context.timeBase;
  if (frame !== null) frame.pts = (frame.pts * BigInt(den)) / BigInt(TICKS * num);
  FFmpegError.throwIfError(await context.sendFrame(frame));
  for (;;) {
    const packet = new Packet();
    packet.alloc();
    if ((await context.receivePacket(packet)) < 0) return packet.free();
    packet.rescaleTs({ num, den }, { num: 1, den: TICKS });
    packets.push(packet);
  }
}

/** Grey in the format wanted: planar in eight or ten bits, or RGB. */
function frameOf(plane: Plane, format: AVPixelFormat, tenBits: (grey: number) => number = (grey) => grey * 4): Frame {
  const frame = new Frame();
  frame.alloc();
  Object.assign(frame, { width: plane.width, height: plane.height, format });
  FFmpegError.throwIfError(frame.getBuffer());
  const name = avGetPixFmtName(format)!;
  const [luma, ...chroma] = frame.data!;
  const stride = frame.linesize[0]!;
  for (let y = 0; y < plane.height; y++) {
    const row = plane.data.subarray(y * plane.stride, y * plane.stride + plane.width);
    if (name.includes('10')) luma!.set(new Uint8Array(Uint16Array.from(row, tenBits).buffer), y * stride);
    else if (name.startsWith('rgb')) row.forEach((value, x) => luma!.fill(value, y * stride + x * 3, y * stride + x * 3 + 3));
    else luma!.set(row, y * stride);
  }
  for (const rest of chroma) {
    if (name.includes('10')) rest.set(new Uint8Array(Uint16Array.from({ length: rest.length >> 1 }, () => 512).buffer));
    else rest.fill(128);
  }
  return frame;
}
