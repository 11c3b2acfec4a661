import { AVDISCARD_ALL, AVSEEK_FLAG_BACKWARD } from 'node-av/constants';
import { FFmpegError, Packet, type FormatContext, type Stream } from 'node-av/lib';

/** Tells the container to skip all streams but these, so that what nobody wants is not read. */
export function readOnly(context: FormatContext, wanted: readonly Stream[]): void {
  for (const stream of context.streams) if (!wanted.some(({ index }) => index === stream.index)) stream.discard = AVDISCARD_ALL;
}

/** Packets of the streams in the order of the file; ends where the file ends or breaks off. The receiver frees each. */
export async function* packetsOf(context: FormatContext, wanted: readonly Stream[]): AsyncGenerator<Packet> {
  const indices = new Set(wanted.map(({ index }) => index));
  for (;;) {
    const packet = new Packet();
    packet.alloc();
    if ((await context.readFrame(packet)) < 0) return packet.free();
    if (indices.has(packet.streamIndex)) yield packet;
    else packet.free();
  }
}

/** Goes to the last point at or before `seconds` (on the container's clock) from which the stream can be decoded; to the start if it cannot. */
export async function seekBefore(context: FormatContext, stream: Stream, seconds: number): Promise<void> {
  const { num, den } = stream.timeBase;
  const result = await context.seekFrame(stream.index, BigInt(Math.floor((seconds * den) / num)), AVSEEK_FLAG_BACKWARD);
  if (result >= 0) return;
  const start = stream.startTime > 0n ? stream.startTime : 0n;
  FFmpegError.throwIfError(await context.seekFrame(stream.index, start, AVSEEK_FLAG_BACKWARD), 'Seeking');
}
