import { AV_LOG_QUIET } from 'node-av/constants';
import { Codec, CodecContext, Frame as AvFrame, Log, Packet } from 'node-av/lib';
import type { Plane } from '#inference/frame';
import { keyFrameSize } from './vp8-descriptor.ts';

/** No camera sends more, and a forged header must not take memory. */
const LARGEST_PICTURE = 4_096 * 2_304;

// What is wrong with a stream is told by exceptions; to the library it is worth a line for each picture.
Log.setLevel(AV_LOG_QUIET);

/** A picture could not be decoded; a key frame is needed. */
export class DecodeError extends Error {
  override name = 'DecodeError';
}

/**
 * Decodes VP8 with FFmpeg's own decoder, in this thread: a picture of 320×180 takes a quarter of a millisecond, less than to hand it
 * to another thread and back.
 */
export class Vp8Decoder {
  readonly #context = new CodecContext();
  readonly #packet = new Packet();
  readonly #picture = new AvFrame();
  #size = { width: 0, height: 0 };

  /** Throws an Error where FFmpeg has no VP8 decoder. */
  constructor() {
    const codec = Codec.findDecoderByName('vp8' as never);
    if (codec === null) throw new Error('FFmpeg was built without its VP8 decoder.');
    this.#context.allocContext3(codec);
    this.#context.threadCount = 1;
    if (this.#context.open2Sync() < 0) throw new Error("FFmpeg's VP8 decoder could not be opened.");
    this.#packet.alloc();
    this.#picture.alloc();
  }

  /** Of the picture shown last, in pixels. */
  get size(): { readonly width: number; readonly height: number } {
    return this.#size;
  }

  /** Decodes one whole encoded picture; answers whether it is to be shown. Throws DecodeError. */
  decode(data: Buffer, key: boolean): boolean {
    const size = key ? keyFrameSize(data) : null;
    if (key && (size === null || size.width * size.height > LARGEST_PICTURE)) throw new DecodeError('A key frame states no possible size.');
    this.#picture.unref();
    this.#packet.data = data;
    const sent = this.#context.sendPacketSync(this.#packet);
    this.#packet.unref();
    if (sent < 0) throw new DecodeError(`FFmpeg refused a picture (${sent}).`);
    // Of one that only later ones refer to, no picture comes.
    if (this.#context.receiveFrameSync(this.#picture) !== 0) return false;
    this.#size = { width: this.#picture.width, height: this.#picture.height };
    return true;
  }

  /** A copy of the luma of the picture decoded last, with room between its rows as the decoder left it. */
  luma(): Plane {
    const { width, height } = this.#size;
    const plane = this.#picture.data?.[0];
    const stride = this.#picture.linesize[0];
    if (plane === undefined || stride === undefined) throw new DecodeError('There is no picture.');
    // Memory of its own, so that it can be handed over whole.
    const data = Buffer.allocUnsafeSlow(stride * height);
    data.set(plane.subarray(0, data.length));
    return { data, width, height, stride };
  }

  close(): void {
    this.#picture.free();
    this.#packet.free();
    this.#context.freeContext();
  }
}
