import { Encoder, Muxer } from 'node-av/api';
import { AV_CHANNEL_LAYOUT_MONO, AV_SAMPLE_FMT_FLT, type FFAudioEncoder } from 'node-av/constants';
import { Frame } from 'node-av/lib';

/** Writes a second of silence, and no pictures. */
export async function makeSound(file: string, { container, codec }: { container: string; codec: FFAudioEncoder<string> }): Promise<void> {
  using encoder = await Encoder.create(codec, { autoResample: true });
  await using muxer = await Muxer.open(file, { format: container });
  const track = muxer.addStream(encoder);
  using sound = Frame.fromAudioBuffer(Buffer.alloc(48_000 * 4), {
    nbSamples: 48_000,
    format: AV_SAMPLE_FMT_FLT,
    sampleRate: 48_000,
    channelLayout: AV_CHANNEL_LAYOUT_MONO,
    timeBase: { num: 1, den: 48_000 },
    pts: 0n,
  });
  for (const some of [sound, null]) for (const packet of await encoder.encodeAll(some)) await muxer.writePacket(packet, track);
}
