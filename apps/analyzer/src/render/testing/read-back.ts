import { AV_CHANNEL_LAYOUT_MONO, AV_SAMPLE_FMT_FLTP } from 'node-av/constants';
import { Decoder, Demuxer } from 'node-av/api';
import type { Packet, Stream } from 'node-av/lib';

export interface Picture {
  ms: number;
  width: number;
  height: number;
  /** Y, U, V of a pixel. */
  at(x: number, y: number): [number, number, number];
}

/** What a player sees and hears of a file, read by none of the code under test. */
export interface ReadBack {
  codecs: { video: string; audio: string | null };
  pictures: Picture[];
  /** Of the pictures: where the last one ends. */
  durationMs: number;
  /** Mono, from zero, at `SAMPLES_PER_MS`; empty without sound. */
  sound: Float32Array;
  soundMs: number;
  channels: number;
  keyFrames: number;
  rotated: boolean;
}

export const SAMPLES_PER_MS = 48;

export async function readBack(path: string): Promise<ReadBack> {
  await using demuxer = await Demuxer.open(path);
  const video = demuxer.video()!;
  const audio = demuxer.audio() ?? null;
  const pictures: Picture[] = [];
  const blocks: { at: number; samples: Float32Array }[] = [];
  using videoDecoder = await Decoder.create(video);
  using audioDecoder =
    audio === null
      ? null
      : await Decoder.create(audio, {
          resample: { sampleRate: SAMPLES_PER_MS * 1_000, sampleFormat: AV_SAMPLE_FMT_FLTP, channelLayout: AV_CHANNEL_LAYOUT_MONO },
        });
  let [durationMs, soundMs, keyFrames] = [0, 0, 0];
  const takeVideo = async (packet: Packet | null) => {
    for (const frame of await videoDecoder.decodeAll(packet)) {
      const planes = frame.data!.slice(0, 3).map((plane) => Buffer.from(plane));
      const [sy, su, sv] = frame.linesize as [number, number, number];
      const { num, den } = frame.timeBase;
      pictures.push({
        ms: (Number(frame.pts) * num * 1_000) / den,
        width: frame.width,
        height: frame.height,
        at: (x, y) => [planes[0]![y * sy + x]!, planes[1]![(y >> 1) * su + (x >> 1)]!, planes[2]![(y >> 1) * sv + (x >> 1)]!],
      });
      frame.free();
    }
  };
  const takeAudio = async (packet: Packet | null) => {
    for (const frame of await audioDecoder!.decodeAll(packet)) {
      const data = Buffer.from(frame.data![0]!.subarray(0, frame.nbSamples * 4));
      const { num, den } = frame.timeBase;
      const last = blocks.at(-1);
      const at =
        frame.pts < -(2n ** 60n)
          ? last === undefined
            ? 0
            : last.at + last.samples.length
          : Math.round((Number(frame.pts) * num * SAMPLES_PER_MS * 1_000) / den);
      blocks.push({ at, samples: new Float32Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.length)) });
      frame.free();
    }
  };
  for await (using packet of demuxer.packets()) {
    if (packet === null) continue;
    if (packet.streamIndex === video.index) {
      durationMs = Math.max(durationMs, endOf(packet, video));
      if (packet.isKeyframe) keyFrames++;
      await takeVideo(packet);
    } else if (packet.streamIndex === audio?.index) {
      soundMs = Math.max(soundMs, endOf(packet, audio));
      await takeAudio(packet);
    }
  }
  await takeVideo(null);
  if (audio !== null) await takeAudio(null);
  return {
    codecs: { video: videoDecoder.getCodec().name ?? '', audio: audioDecoder?.getCodec().name ?? null },
    pictures,
    durationMs,
    sound: laidOut(blocks),
    soundMs,
    channels: audio?.codecpar.channels ?? 0,
    keyFrames,
    rotated: video.codecpar.nbCodedSideData > 0,
  };
}

const endOf = (packet: Packet, { timeBase: { num, den } }: Stream) => (Number(packet.pts + packet.duration) * num * 1_000) / den;

function laidOut(blocks: { at: number; samples: Float32Array }[]): Float32Array {
  const out = new Float32Array(Math.max(0, ...blocks.map(({ at, samples }) => at + samples.length)));
  for (const { at, samples } of blocks) {
    if (at >= 0) out.set(samples, at);
    else if (-at < samples.length) out.set(samples.subarray(-at), 0);
  }
  return out;
}

/** When it is first as loud as that after a time, in milliseconds; null: never. */
export function firstLoud(sound: Float32Array, fromMs = 0, level = 0.25): number | null {
  const found = sound.findIndex((value, index) => index >= fromMs * SAMPLES_PER_MS && Math.abs(value) >= level);
  return found < 0 ? null : found / SAMPLES_PER_MS;
}

/** When it is last as loud as that before a time, in milliseconds; null: never. */
export function lastLoud(sound: Float32Array, beforeMs = Infinity, level = 0.25): number | null {
  const found = sound.findLastIndex((value, index) => index < beforeMs * SAMPLES_PER_MS && Math.abs(value) >= level);
  return found < 0 ? null : found / SAMPLES_PER_MS;
}

/** The longest time in which it is never as loud as that, between two times; in milliseconds. */
export function longestQuiet(sound: Float32Array, fromMs: number, toMs: number, level = 0.25): number {
  let [quiet, longest] = [0, 0];
  for (let index = Math.round(fromMs * SAMPLES_PER_MS); index < toMs * SAMPLES_PER_MS; index++) {
    quiet = Math.abs(sound[index] ?? 0) >= level ? 0 : quiet + 1;
    longest = Math.max(longest, quiet);
  }
  return longest / SAMPLES_PER_MS;
}

/** When a pixel is first as bright as that after a time. */
export function firstBright(pictures: readonly Picture[], fromMs = 0, luma = 150): number | null {
  return pictures.find((picture) => picture.ms >= fromMs && picture.at(20, 20)[0] >= luma)?.ms ?? null;
}
