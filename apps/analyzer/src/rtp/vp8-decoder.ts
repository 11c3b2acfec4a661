import { AV_LOG_QUIET } from 'node-av/constants';
import { Codec, CodecContext, Frame as AvFrame, Log, Packet } from 'node-av/lib';
import type { OwnPlane } from '../frame-tap.ts';
import { PictureCopy, type StoredLuma } from '../picture-copy.ts';
import type { PlaneMemory } from '../plane-memory.ts';
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
  readonly #copy = new PictureCopy();

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

  /** A copy of the luma of the picture decoded last, with room between its rows as FFmpeg likes it. */
  luma(memory: PlaneMemory): OwnPlane {
    const { width, height } = this.#size;
    const { data: luma, stride } = this.#lumaOfPicture();
    const data = memory.take(luma.length);
    data.set(luma);
    return { data, width, height, stride };
  }

  close(): void {
    this.#copy.close();
    this.#picture.free();
    this.#packet.free();
    this.#context.freeContext();
  }

  #lumaOfPicture(): StoredLuma {
    try {
      return this.#copy.lumaOf(this.#picture);
    } catch (cause) {
      throw new DecodeError('There is no picture.', { cause });
    }
  }
}
