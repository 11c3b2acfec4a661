import { AV_CHANNEL_LAYOUT_MONO, AV_SAMPLE_FMT_S16 } from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet } from 'node-av/lib';

const RATE = 16_000;
/** 20 ms, as browsers send. */
export const OPUS_MS = 20;
const SAMPLES = (RATE * OPUS_MS) / 1_000;

/** Sound at 16 kHz as Opus packets of 20 ms. */
export function toOpus(sound: Float32Array): Buffer[] {
  const codec = Codec.findEncoderByName('libopus' as never);
  if (codec === null) throw new Error('FFmpeg was built without libopus.');
  const context = new CodecContext();
  context.allocContext3(codec);
  context.sampleRate = RATE;
  context.channelLayout = AV_CHANNEL_LAYOUT_MONO;
  context.sampleFormat = AV_SAMPLE_FMT_S16;
  context.bitRate = 32_000n;
  context.timeBase = { num: 1, den: RATE } as never;
  if (context.open2Sync() < 0) throw new Error("FFmpeg's Opus encoder could not be opened.");
  const packets: Buffer[] = [];
  const packet = new Packet();
  packet.alloc();
  const take = () => {
    while (context.receivePacketSync(packet) >= 0) {
      if (packet.data !== null) packets.push(Buffer.from(packet.data));
      packet.unref();
    }
  };
  for (let at = 0; at < sound.length; at += SAMPLES) {
    const frame = new Frame();
    frame.alloc();
    frame.nbSamples = SAMPLES;
    frame.format = AV_SAMPLE_FMT_S16;
    frame.sampleRate = RATE;
    frame.channelLayout = AV_CHANNEL_LAYOUT_MONO;
    frame.pts = BigInt(at);
    if (frame.getBuffer() < 0) throw new Error('There is no memory for a frame of sound.');
    const data = frame.data![0]!;
    for (let index = 0; index < SAMPLES; index++) data.writeInt16LE(Math.round((sound[at + index] ?? 0) * 32_767), index * 2);
    context.sendFrameSync(frame);
    take();
    frame.free();
  }
  context.sendFrameSync(null);
  take();
  packet.free();
  context.freeContext();
  return packets;
}
