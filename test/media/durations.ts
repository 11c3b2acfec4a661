import { Demuxer } from 'node-av';

export interface Durations {
  /** From the first picture shown to the end of the last one. */
  videoMs: number;
  frames: number;
  audioMs: number | null;
}

/** How long the streams of a file are, by their packets. */
export async function fileDurations(file: string): Promise<Durations> {
  await using demuxer = await Demuxer.open(file);
  const spans = new Map<number, { from: number; to: number; packets: number }>();
  for await (using packet of demuxer.packets()) {
    if (packet === null) continue;
    const { num, den } = demuxer.streams[packet.streamIndex]!.timeBase;
    const from = (Number(packet.pts) * num * 1_000) / den;
    const to = from + (Number(packet.duration) * num * 1_000) / den;
    const span = spans.get(packet.streamIndex) ?? { from, to, packets: 0 };
    spans.set(packet.streamIndex, { from: Math.min(span.from, from), to: Math.max(span.to, to), packets: span.packets + 1 });
  }
  const video = spans.get(demuxer.video()?.index ?? -1);
  if (video === undefined) throw new Error(`${file} has no pictures.`);
  const audio = spans.get(demuxer.audio()?.index ?? -1);
  return { videoMs: video.to - video.from, frames: video.packets, audioMs: audio === undefined ? null : audio.to - audio.from };
}
