import { parseRtp, type RtpPacket } from '../../apps/analyzer/src/rtp/rtp-packet.ts';
import { RtpFrameTap } from '../../apps/analyzer/src/rtp/rtp-frame-tap.ts';
import { PlaneMemory } from '../../apps/analyzer/src/plane-memory.ts';
import { Vp8Decoder } from '../../apps/analyzer/src/rtp/vp8-decoder.ts';
import { CLOCK_RATE, Vp8RtpStream } from './live/vp8-rtp.ts';
import { faceVideo, FRAME_RATE, LAYERS, TEMPORAL_PATTERN, type EncodedFrame } from './live/face-video.ts';

const ROUNDS = 8;

export interface ReceptionResult {
  size: string;
  pictures: number;
  packets: number;
  bytes: number;
  /** Mean per picture of the base temporal layer, processor time in milliseconds: packets to whole pictures, FFmpeg's VP8, the copy of the luma. */
  msPerStep: { depacketise: number; decode: number; copy: number };
}

/** What a received picture costs the analyzer before inference, by simulcast layer, without the socket. */
export async function measureReception(say: (line: string) => void): Promise<ReceptionResult[]> {
  const layers = await faceVideo(say);
  return layers.map((layer, index) => {
    // An analyzer asks for no more than the base layer, every fourth picture.
    const frames = layer.filter((_, at) => TEMPORAL_PATTERN[at % TEMPORAL_PATTERN.length] === 0);
    const { width, height } = LAYERS[index]!;
    const packets = packetsOf(frames);
    throughTap(packets);
    const whole = timed(() => throughTap(packets));
    const decoder = new Vp8Decoder();
    const decode = timed(() => frames.forEach(({ data, key }) => decoder.decode(data, key)));
    const memory = new PlaneMemory();
    const copy = timed(() => frames.forEach(() => memory.giveBack(decoder.luma(memory).data)));
    decoder.close();
    const per = (ms: number) => Math.round((ms * 1_000) / frames.length) / 1_000;
    return {
      size: `${width}x${height}`,
      pictures: frames.length,
      packets: packets.length,
      bytes: frames.reduce((sum, { data }) => sum + data.length, 0),
      msPerStep: { depacketise: per(whole - decode - copy), decode: per(decode), copy: per(copy) },
    };
  });
}

function packetsOf(frames: readonly EncodedFrame[]): RtpPacket[] {
  const stream = new Vp8RtpStream(1, 101);
  const step = (CLOCK_RATE / FRAME_RATE) * TEMPORAL_PATTERN.length;
  return frames.flatMap(({ data }, index) => stream.packetize({ data, temporalLayer: 0 }, index * step)).map((bytes) => parseRtp(bytes)!);
}

function throughTap(packets: readonly RtpPacket[]): void {
  const tap = new RtpFrameTap({
    orientationId: null,
    askForPackets: () => undefined,
    askForKeyFrame: () => undefined,
    onClose: () => undefined,
  });
  tap.onPicture = (picture) => picture.toFrame(0).free();
  for (const packet of packets) tap.push(packet);
  tap.close();
}

/** Processor time of one round, milliseconds. */
function timed(round: () => void): number {
  const before = process.threadCpuUsage();
  for (let at = 0; at < ROUNDS; at++) round();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000 / ROUNDS;
}
