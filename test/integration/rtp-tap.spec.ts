import { hash } from 'node:crypto';
import type { types as mediasoup } from 'mediasoup';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { RtpFrameTap } from '../../apps/analyzer/src/rtp/rtp-frame-tap.ts';
import { RtpReception } from '../../apps/analyzer/src/rtp/rtp-reception.ts';
import { parseRtp } from '../../apps/analyzer/src/rtp/rtp-packet.ts';
import { PlaneMemory } from '../../apps/analyzer/src/plane-memory.ts';
import { Vp8Decoder } from '../../apps/analyzer/src/rtp/vp8-decoder.ts';
import { MEDIA_CODECS } from '../../apps/server/src/media/codecs.ts';
import { type Vp8Frame, Vp8RtpStream } from '../load/live/vp8-rtp.ts';
import { movingClip } from './support/vp8-clip.ts';

const FRAME_MS = 1_000 / 30;
const FRAMES = 256;
const KEY_EVERY = 64;
const ROUND_TRIP_MS = 30;
/** Those of the first key frame, with which every stream of the SFU begins, are not meddled with. */
const FIRST_PACKETS = 40;

interface Network {
  /** Whether this packet, the `index`th of the whole stream, is lost on its first way. */
  loses: (index: number, frame: number) => boolean;
  /** Whether lost packets come when they are asked for. */
  resends?: boolean;
  /** Only the base layer is sent, as the SFU does on request. */
  baseLayerOnly?: boolean;
  /** Without temporal layers in the packets, as some senders leave them out. */
  plain?: boolean;
  delaysMs?: (index: number) => number;
}

interface Watcher {
  /** Whether the picture is taken that comes while this frame is sent; else it is let pass. */
  takes?: (frame: number) => boolean;
  opened?: (tap: RtpFrameTap) => void;
  shown?: (frame: number) => void;
}

interface Outcome {
  /** The frames whose pictures came, in order, each found by its pixels. */
  frames: number[];
  /** By how many frames' time each came late. */
  late: number[];
  asked: number;
  keyFramesAsked: number;
}

let clip: Vp8Frame[];
/** Every frame's number by the pixels that it has when nothing is lost. */
const numbers = new Map<string, number>();

beforeAll(async () => {
  clip = await movingClip(FRAMES, KEY_EVERY);
  const decoder = new Vp8Decoder();
  clip.forEach(({ data }, index) => {
    decoder.decode(data, (data[0]! & 1) === 0);
    numbers.set(pixels(decoder.luma(new PlaneMemory()).data), index);
  });
  decoder.close();
  expect(numbers.size).toBe(FRAMES);
});

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe('the RTP tap', () => {
  it('takes every video codec that a camera may send', () => {
    const video = MEDIA_CODECS.filter(({ kind }) => kind === 'video').map(({ mimeType }) => mimeType);
    const { codecs } = new RtpReception({ codecs: MEDIA_CODECS as mediasoup.RtpCodecCapability[] }).rtpCapabilities;
    expect(codecs?.map(({ mimeType }) => mimeType)).toEqual(video);
  });

  it('shows every frame of a stream without loss at once', () => {
    const { frames, late, asked, keyFramesAsked } = receive({ loses: () => false });
    expect(frames).toEqual(clip.map((_, index) => index));
    expect(Math.max(...late)).toBe(0);
    expect([asked, keyFramesAsked]).toEqual([0, 0]);
  });

  it('shows every frame of the base layer, bit for bit as if all layers had come', () => {
    const { frames } = receive({ loses: () => false, baseLayerOnly: true });
    expect(frames).toEqual(clip.flatMap((_, index) => (index % 4 === 0 ? [index] : [])));
  });

  it('puts packets that overtook one another back in order, and asks for none that comes soon', () => {
    const { frames, asked, keyFramesAsked } = receive({
      loses: () => false,
      delaysMs: (index) => (index > FIRST_PACKETS ? (index % 7) * 2 : 0),
    });
    expect(frames).toEqual(clip.map((_, index) => index));
    expect([asked, keyFramesAsked]).toEqual([0, 0]);
  });

  it.each([
    ['5 %', every(20)],
    ['20 %', every(5)],
    ['bursts of 12', burst(12)],
  ])('asks for what is lost: %s', (_, loses) => {
    const { frames, late, asked, keyFramesAsked } = receive({ loses, resends: true });
    // Upper layers are not waited for, so a few of their frames are left out; the base layer is whole.
    expect(frames.filter((frame) => frame % 4 === 0)).toHaveLength(FRAMES / 4);
    expect(asked).toBeGreaterThan(0);
    expect(keyFramesAsked).toBe(0);
    expect(Math.max(...late) * FRAME_MS).toBeLessThan(200);
  });

  it.each([
    ['5 %', every(20)],
    ['bursts of 12', burst(12)],
  ])('shows no broken or stale picture where nothing comes again: %s', (_, loses) => {
    const { frames, late, keyFramesAsked } = receive({ loses });
    expect(keyFramesAsked).toBeGreaterThan(0);
    expect(frames.length).toBeGreaterThan(10);
    expect(Math.max(...late) * FRAME_MS).toBeLessThan(450);
  });

  it('loses only what is lost of the upper layers', () => {
    const { frames, keyFramesAsked } = receive({ loses: (_, frame) => frame % 4 === 1 });
    expect(keyFramesAsked).toBe(0);
    expect(frames.filter((frame) => frame % 4 === 0)).toHaveLength(FRAMES / 4);
  });

  it('is back in step with the next key frame, and asks for one every second at most', () => {
    const { frames, keyFramesAsked } = receive({ loses: (_, frame) => frame === 4, baseLayerOnly: true });
    expect(frames).toEqual([0, ...clip.flatMap((_, index) => (index % 4 === 0 && index >= KEY_EVERY ? [index] : []))]);
    expect(keyFramesAsked).toBe(2);
  });

  it('takes a stream without temporal layers', () => {
    const { frames, keyFramesAsked } = receive({ loses: every(20), resends: true, plain: true });
    expect(frames).toEqual(clip.map((_, index) => index));
    expect(keyFramesAsked).toBe(0);
  });

  it('decodes no picture that nobody takes and nothing refers to, and those after it are whole', () => {
    const { frames } = receive({ loses: () => false }, { takes: (frame) => frame % 4 !== 1 });
    expect(frames).toEqual(clip.flatMap((_, index) => (index % 4 === 1 ? [] : [index])));
  });

  it('shows nothing once it is closed', () => {
    let tap: RtpFrameTap | null = null;
    const { frames } = receive(
      { loses: () => false },
      { opened: (opened) => (tap = opened), shown: (frame) => frame === 9 && tap?.close() },
    );
    expect(frames.at(-1)).toBe(9);
  });
});

/** Sends the clip through a network; the packets' times are those of a camera. */
function receive(network: Network, { takes, opened, shown }: Watcher = {}): Outcome {
  const outcome: Outcome = { frames: [], late: [], asked: 0, keyFramesAsked: 0 };
  const sent = new Map<number, Buffer>();
  let current = 0;
  const tap = new RtpFrameTap({
    orientationId: null,
    askForPackets: (sequences) => {
      outcome.asked += sequences.length;
      if (network.resends !== true) return;
      for (const sequence of sequences) deliver(sent.get(sequence), ROUND_TRIP_MS);
    },
    askForKeyFrame: () => outcome.keyFramesAsked++,
    onClose: () => undefined,
  });
  opened?.(tap);
  const deliver = (datagram: Buffer | undefined, delayMs: number) =>
    void setTimeout(() => {
      const packet = datagram === undefined ? null : parseRtp(datagram);
      if (packet !== null) tap.push(packet);
    }, delayMs);
  tap.onPicture = (picture) => {
    if (takes?.(current) === false) return;
    const taken = picture.toFrame(0);
    const frame = numbers.get(pixels(taken.y));
    taken.free();
    // A picture that is not among those of the whole stream is broken.
    expect(frame).toBeDefined();
    expect(frame).toBeGreaterThan(outcome.frames.at(-1) ?? -1);
    outcome.frames.push(frame!);
    outcome.late.push(current - frame!);
    shown?.(frame!);
  };
  const stream = new Vp8RtpStream(7, 101);
  let index = 0;
  clip.forEach((frame, number) => {
    current = number;
    if (network.baseLayerOnly !== true || number % 4 === 0) {
      for (const made of stream.packetize(frame, number * 3_000)) {
        const packet = network.plain === true ? withoutLayers(made) : made;
        sent.set(packet.readUInt16BE(2), packet);
        if (!network.loses(index++, number)) deliver(packet, network.delaysMs?.(index) ?? 0);
      }
    }
    vi.advanceTimersByTime(FRAME_MS);
  });
  tap.close();
  return outcome;
}

function every(n: number): (index: number) => boolean {
  let seed = 7;
  return (index) => index > FIRST_PACKETS && (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) < 2 ** 32 / n;
}

function burst(length: number): (index: number) => boolean {
  return (index) => index > FIRST_PACKETS && index % 300 < length;
}

/** The same packet with the shortest descriptor. */
function withoutLayers(packet: Buffer): Buffer {
  return Buffer.concat([packet.subarray(0, 12), Buffer.of(packet[12]! & 0x10), packet.subarray(18)]);
}

function pixels(data: Uint8Array | Uint8ClampedArray): string {
  return hash('md5', data);
}
