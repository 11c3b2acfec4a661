import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { AV_PIX_FMT_YUV420P10LE, Demuxer, Encoder, FF_ENCODER_LIBX265, Frame, Muxer } from 'node-av';
import { loadFaces } from '../../../scripts/demo/face-images.ts';
import { SceneRenderer } from '../../../scripts/demo/scene-renderer.ts';
import { makeVideo } from '../../media/make-video.ts';
import { sensorNoise } from '../sensor-noise.ts';

const CACHE = path.join(import.meta.dirname, '../../../.cache/bench');
const [WIDTH, HEIGHT, FRAME_RATE, SECONDS] = [1_280, 720, 30, 60];

/** As a phone records: ten bits, sixty a second. So much of it is encoded, and its packets are repeated. */
const PHONE = { width: 3_840, height: 2_160, frameRate: 60, seconds: 1 };

export interface Footage {
  oneMinute: string;
  thirtyMinutes: string;
  /** A minute of HEVC in ten bits, 3840×2160 at 60 frames a second, without sound. */
  phone: string;
}

/**
 * H.264 of 1280×720 at 30 frames a second with AAC: a minute of the synthetic face, and the same packets thirty times; and a minute as phones
 * record. Made once and kept.
 */
export async function recordingFootage(say: (line: string) => void): Promise<Footage> {
  const fingerprint = await hashOf(
    'test/load/recording/footage.ts',
    'test/load/sensor-noise.ts',
    'test/media/make-video.ts',
    'scripts/demo/scene-renderer.ts',
    'scripts/demo/story.ts',
  );
  const files = {
    oneMinute: path.join(CACHE, `minute-${fingerprint}.mp4`),
    thirtyMinutes: path.join(CACHE, `half-hour-${fingerprint}.mp4`),
    phone: path.join(CACHE, `4k-hevc-${fingerprint}.mp4`),
  };
  await mkdir(CACHE, { recursive: true });
  if (!existsSync(files.oneMinute)) {
    say('Encoding a minute of 1280×720, once …');
    await whole(files.oneMinute, drawMinute);
  }
  if (!existsSync(files.thirtyMinutes)) await whole(files.thirtyMinutes, (file) => repeat(files.oneMinute, 30, SECONDS, file));
  if (!existsSync(files.phone)) {
    say('Encoding a second of 3840×2160 in HEVC, once …');
    const second = path.join(CACHE, `4k-second-${fingerprint}.mp4`);
    if (!existsSync(second)) await whole(second, drawPhone);
    await whole(files.phone, (file) => repeat(second, SECONDS / PHONE.seconds, PHONE.seconds, file));
  }
  return files;
}

async function drawMinute(file: string): Promise<void> {
  const renderer = new SceneRenderer(await loadFaces(), { width: WIDTH, height: HEIGHT });
  const noise = sensorNoise();
  await makeVideo(file, {
    width: WIDTH,
    height: HEIGHT,
    frameRate: FRAME_RATE,
    frames: SECONDS * FRAME_RATE,
    bitRate: 2_500_000,
    // Three B frames between two P frames, the middle one referred to by the others, throughout. x264 takes a camera's noise for cuts, and
    // would give up B frames there, which no camera's encoder does.
    encoder: { 'x264-params': 'bframes=3:b-pyramid=normal:b-adapt=0:scenecut=0' },
    picture: (index) => {
      const picture = renderer.frame((index * 1_000) / FRAME_RATE);
      noise(picture, WIDTH * HEIGHT);
      return picture;
    },
  });
}

async function drawPhone(file: string): Promise<void> {
  const { width, height, frameRate, seconds } = PHONE;
  const renderer = new SceneRenderer(await loadFaces(), { width, height });
  using encoder = await Encoder.create(FF_ENCODER_LIBX265, {
    context: { gopSize: frameRate * seconds },
    options: { preset: 'ultrafast', crf: 28, 'x265-params': 'log-level=none' },
  });
  await using muxer = await Muxer.open(file);
  const track = muxer.addStream(encoder);
  let drawn = new Uint16Array(0);
  for (let index = 0; index <= frameRate * seconds; index++) {
    // The face does not change within a second, so one picture in six is drawn.
    if (index % 6 === 0 && index < frameRate * seconds)
      drawn = Uint16Array.from(renderer.frame((index * 1_000) / frameRate), (value) => value * 4);
    const last = index === frameRate * seconds;
    using frame = last
      ? null
      : Frame.fromVideoBuffer(Buffer.from(drawn.buffer), {
          width,
          height,
          format: AV_PIX_FMT_YUV420P10LE,
          timeBase: { num: 1, den: frameRate },
          pts: BigInt(index),
        });
    for (const packet of await encoder.encodeAll(frame)) {
      await muxer.writePacket(packet, track);
      packet.free();
    }
  }
}

/** The same packets again and again, each round so many seconds later. */
async function repeat(source: string, times: number, seconds: number, target: string): Promise<void> {
  await using first = await Demuxer.open(source);
  await using muxer = await Muxer.open(target);
  const streams = first.streams.map((stream) => muxer.addStream(stream));
  for (let round = 0; round < times; round++) {
    await using input = await Demuxer.open(source);
    for await (using packet of input.packets()) {
      if (packet === null) continue;
      const { num, den } = input.streams[packet.streamIndex]!.timeBase;
      const later = BigInt(Math.round((round * seconds * den) / num));
      packet.pts += later;
      packet.dts += later;
      await muxer.writePacket(packet, streams[packet.streamIndex]!);
    }
  }
}

/** Under another name until it is whole. */
async function whole(file: string, make: (file: string) => Promise<void>): Promise<void> {
  const unfinished = path.join(CACHE, `.${process.pid}-${path.basename(file)}`);
  await make(unfinished);
  await rename(unfinished, file);
}

async function hashOf(...sources: string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) hash.update(await readFile(path.join(import.meta.dirname, '../../..', source)));
  return hash.digest('hex').slice(0, 16);
}
