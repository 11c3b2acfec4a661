import { z } from 'zod';
import { marker, type Marker, speakingTurn, type SpeakingTurn } from './call.ts';
import { decodeSamples, encodeSamples } from './sample-codec.ts';
import { type SampleColumns } from './sample-columns.ts';
import { serverText } from './text.ts';
import { DamagedBytes } from './varint.ts';

/** `GET /api/calls/:id/timeline` answers this instead of JSON to a client that accepts it. */
export const TIMELINE_TYPE = 'application/vnd.attune.timeline';

/** The stored timeline of one participant. */
export interface ParticipantColumns {
  participantId: string;
  name: string;
  samples: SampleColumns;
}
/** A call's timeline, its samples as columns. Those of a {@link TIMELINE_TYPE} answer have no raw scores but the leading one. */
export interface TimelineColumns {
  durationMs: number;
  participants: ParticipantColumns[];
  turns: SpeakingTurn[];
  markers: Marker[];
}

/** "ATL" and a version. */
const MAGIC = [0x41, 0x54, 0x4c, 1];
/** Magic, and the length of the header as 32 bits, low byte first. */
const START = 8;

const header = z.object({
  durationMs: z.number().nonnegative(),
  participants: z.array(
    z.object({ participantId: z.uuid(), name: serverText(), classes: z.array(serverText()), bytes: z.int().nonnegative() }),
  ),
  turns: z.array(speakingTurn),
  markers: z.array(marker),
});

/** Everything but the samples as JSON, then the samples of each participant (`sample-codec.ts`). */
export function encodeTimeline({ participants, ...rest }: TimelineColumns): Uint8Array<ArrayBuffer>[] {
  const samples = participants.map((one) => encodeSamples(one.samples, { rawScores: false }));
  const people = participants.map(({ participantId, name, samples: { classes } }, i) => ({
    participantId,
    name,
    classes: [...classes],
    bytes: samples[i]!.length,
  }));
  const text = new TextEncoder().encode(JSON.stringify({ ...rest, participants: people } satisfies z.input<typeof header>));
  const start = new Uint8Array(START);
  start.set(MAGIC);
  new DataView(start.buffer).setUint32(MAGIC.length, text.length, true);
  return [start, text, ...samples];
}

/** Throws {@link DamagedBytes} where the bytes are no timeline. */
export function decodeTimeline(bytes: Uint8Array): TimelineColumns {
  if (bytes.length < START || MAGIC.some((value, i) => bytes[i] !== value))
    throw new DamagedBytes('This is no timeline that this version reads.');
  let at = START + new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
  const { participants, ...rest } = headerIn(bytes.subarray(START, at));
  const people = participants.map(({ participantId, name, classes, bytes: length }) => {
    if (at + length > bytes.length) throw new DamagedBytes('The timeline ends too early.');
    at += length;
    return { participantId, name, samples: decodeSamples(bytes.subarray(at - length, at), classes) };
  });
  return { ...rest, participants: people };
}

function headerIn(bytes: Uint8Array): z.infer<typeof header> {
  try {
    return header.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new DamagedBytes('The timeline has no header that this version reads.', { cause });
  }
}
