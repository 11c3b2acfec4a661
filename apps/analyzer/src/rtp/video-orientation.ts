import type { Rotation } from '#inference/rotate';
import type { EncodedFrame } from './frame-assembler.ts';
import { headerExtension } from './rtp-packet.ts';

/** 3GPP TS 26.114, 7.4.5: how far a phone was turned, and so its picture. */
export const VIDEO_ORIENTATION = 'urn:3gpp:video-orientation';

const QUARTER_TURNS: readonly Rotation[] = [0, 90, 180, 270];

/** What the packets of a picture say of its rotation; null where they say nothing. `id` is the negotiated number. */
export function rotationOf({ packets }: EncodedFrame, id: number | null): Rotation | null {
  if (id === null) return null;
  // The last packet of a picture carries it.
  for (const { extensions } of packets.toReversed()) {
    const value = extensions === null ? undefined : headerExtension(extensions, id)?.[0];
    if (value !== undefined) return QUARTER_TURNS[value & 0x03] ?? null;
  }
  return null;
}
