import { createSocket, type Socket } from 'node:dgram';
import { KEY_EVERY } from './camera-encoder.ts';
import { faceVideo, FRAME_RATE, LOOP, SWITCHES, TEMPORAL_PATTERN, type EncodedLayer } from './face-video.ts';
import type { FromGenerator, ToGenerator } from './messages.ts';
import { monotonicMs } from './monotonic.ts';
import { Ways } from './ways.ts';
import { CLOCK_RATE, Vp8RtpStream } from './vp8-rtp.ts';

const REPORT_EVERY = FRAME_RATE;
/** A camera that was starved for so long goes on from now: no camera sends what it missed in one burst. */
const STALLED_MS = 150;

/**
 * The participants' cameras, in a process of their own so that their cost is nobody else's: replays the encoded face as RTP,
 * each participant with an offset of its own, and counts what arrives on the clinicians' side.
 */
class Camera {
  readonly #index: number;
  readonly #layers: EncodedLayer[];
  readonly #streams: Vp8RtpStream[];
  readonly #socket: Socket;
  readonly #port: number;
  readonly #offset: number;
  readonly #timestamp0 = Math.floor(Math.random() * 2 ** 31);
  #sent = 0;
  #startedAt = 0;
  #stalls = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(message: Extract<ToGenerator, { type: 'send' }>, layers: EncodedLayer[]) {
    this.#index = message.index;
    this.#layers = layers;
    this.#port = message.port;
    this.#streams = message.ssrcs.map((ssrc) => new Vp8RtpStream(ssrc, message.payloadType));
    this.#socket = createSocket('udp4');
    // Begins with one of the loop's 15 key frames, neighbours far from one another.
    this.#offset = (message.index * 7 * KEY_EVERY) % LOOP;
  }

  start(): void {
    this.#socket.on('message', () => undefined);
    this.#startedAt = monotonicMs() + (this.#index * 1_000) / FRAME_RATE / 16;
    this.#next();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#socket.close();
  }

  takeStalls(): number {
    const stalls = this.#stalls;
    this.#stalls = 0;
    return stalls;
  }

  #next(): void {
    const lateMs = monotonicMs() - this.#startedAt - (this.#sent * 1_000) / FRAME_RATE;
    if (lateMs > STALLED_MS) {
      this.#startedAt += lateMs;
      this.#stalls++;
    }
    while (this.#startedAt + (this.#sent * 1_000) / FRAME_RATE <= monotonicMs()) this.#send();
    this.#timer = setTimeout(() => this.#next(), Math.max(0, this.#startedAt + (this.#sent * 1_000) / FRAME_RATE - monotonicMs()));
  }

  #send(): void {
    const frame = (this.#offset + this.#sent) % LOOP;
    const timestamp = this.#timestamp0 + (this.#sent * CLOCK_RATE) / FRAME_RATE;
    const change = SWITCHES.find((candidate) => candidate.frame === frame);
    if (change !== undefined) tell({ type: 'switched', index: this.#index, emotion: change.emotion, atMs: monotonicMs() });
    this.#streams.forEach((stream, layer) => {
      const encoded = this.#layers[layer]?.[frame];
      if (encoded === undefined) return;
      const packets = stream.packetize({ data: encoded.data, temporalLayer: TEMPORAL_PATTERN[frame % 4] ?? 0 }, timestamp);
      for (const packet of packets) this.#socket.send(packet, this.#port, '127.0.0.1');
      if (layer === this.#streams.length - 1) ways.sent(packets, monotonicMs());
      if (this.#sent % REPORT_EVERY === 1) this.#socket.send(stream.senderReport(timestamp, Date.now()), this.#port, '127.0.0.1');
    });
    this.#sent++;
  }
}

/** A clinician's window: takes what the SFU forwards, and notices when nothing comes. */
class Receiver {
  readonly #socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  #lastAt: number | null = null;
  #longestGapMs = 0;

  async open(): Promise<number> {
    this.#socket.on('message', (packet) => {
      const now = monotonicMs();
      ways.received(packet, now);
      if (this.#lastAt !== null) this.#longestGapMs = Math.max(this.#longestGapMs, now - this.#lastAt);
      this.#lastAt = now;
    });
    await new Promise<void>((resolve) => void this.#socket.bind(0, '127.0.0.1', resolve));
    return this.#socket.address().port;
  }

  /** The longest time without a packet since the last question; infinite if none came at all. */
  takeLongestGap(): number {
    const gap = this.#lastAt === null ? Infinity : Math.max(this.#longestGapMs, monotonicMs() - this.#lastAt);
    this.#longestGapMs = 0;
    return gap;
  }

  close(): void {
    this.#socket.close();
  }
}

const ways = new Ways();
const tell = (message: FromGenerator) => process.send?.(message, undefined, undefined, () => undefined);
const layers = await faceVideo((line) => console.error(line));
let cameras: Camera[] = [];
let receivers: Receiver[] = [];

process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToGenerator) => {
  switch (message.type) {
    case 'receive': {
      const receiver = new Receiver();
      receivers.push(receiver);
      void receiver.open().then((port) => tell({ type: 'receiving', index: message.index, port }));
      return;
    }
    case 'send': {
      const camera = new Camera(message, layers);
      cameras.push(camera);
      camera.start();
      return;
    }
    case 'gaps':
      tell({
        type: 'gaps',
        longestMs: receivers.map((receiver) => receiver.takeLongestGap()),
        stalls: cameras.reduce((sum, camera) => sum + camera.takeStalls(), 0),
      });
      return;
    case 'ways':
      tell({ type: 'ways', ...ways.take() });
      return;
    case 'stop':
      for (const part of cameras) part.stop();
      for (const part of receivers) part.close();
      [cameras, receivers] = [[], []];
      return;
  }
});
tell({ type: 'ready' });
