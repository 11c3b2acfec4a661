import {
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AV_PIX_FMT_YUV420P,
  type AVColorPrimaries,
  type AVColorRange,
  type AVColorSpace,
  type AVColorTransferCharacteristic,
} from 'node-av/constants';
import { FFmpegError, Frame, Packet, type CodecContext, type IRational } from 'node-av/lib';

export const YUV420P = AV_PIX_FMT_YUV420P;

/** How pictures look and when they are shown; 8 bits, 4:2:0, both sides even. */
export interface PictureFormat {
  width: number;
  height: number;
  timeBase: IRational;
  /** About how many there are a second; null: not known. */
  frameRate: IRational | null;
  sampleAspectRatio: IRational;
  colorRange: AVColorRange;
  colorSpace: AVColorSpace;
  colorPrimaries: AVColorPrimaries;
  colorTrc: AVColorTransferCharacteristic;
}

/** A picture of that size with memory of its own. The caller frees it. */
export function emptyPicture(width: number, height: number): Frame {
  const frame = new Frame();
  frame.alloc();
  frame.width = width;
  frame.height = height;
  frame.format = YUV420P;
  FFmpegError.throwIfError(frame.allocBuffer(), 'Memory for a picture');
  return frame;
}

/** Sends a frame (null: the end) and adds all packets that are ready to `into`. */
export async function drain(context: CodecContext, frame: Frame | null, into: Packet[]): Promise<void> {
  FFmpegError.throwIfError(await context.sendFrame(frame), 'Encoding');
  for (;;) {
    const packet = new Packet();
    packet.alloc();
    // While frames are sent that is where the work is done, and what comes out is there already.
    const result = frame === null ? await context.receivePacket(packet) : context.receivePacketSync(packet);
    if (result >= 0) {
      into.push(packet);
      continue;
    }
    packet.free();
    if (result === AVERROR_EAGAIN || result === AVERROR_EOF) return;
    FFmpegError.throwIfError(result, 'Encoding');
  }
}
