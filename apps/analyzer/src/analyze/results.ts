import { createHash } from 'node:crypto';
import type { FaceTimeline } from '#contracts/recording-link';
import type { CallSummary } from '#contracts/summary';
import { ExpressionTrack, lengthOf, timePerLabel } from '#timeline/expression-track';
import { summarize } from '#timeline/summarize';

/** What was found in a video, all faces with all their samples. */
export interface Found {
  /** The video's file name. */
  name: string;
  durationMs: number;
  faces: FaceTimeline[];
  /** By how much labels come late (`#timeline/lag`). */
  lagMs: number;
}

/** As the summary of a call: the faces are its participants. The same video gets the same ids again. */
export function summaryOf({ name, durationMs, faces, lagMs }: Found): CallSummary {
  const idOf = (face: number) => nameBasedId(`${name}\n${face}`);
  return summarize({
    call: { id: nameBasedId(name), title: name, startedAt: null, durationMs },
    participants: faces.map(({ face, name: faceName }) => ({ id: idOf(face), name: faceName, role: 'patient' })),
    samples: faces.map(({ face, samples }) => ({ participantId: idOf(face), samples })),
    turns: [],
    utterances: [],
    unreviewed: true,
    lagMs,
    onePicture: true,
  });
}

export interface Totals {
  samples: number;
  /** Share of the video in which there is an estimate of any face. */
  coverage: number;
  /** Per class, of the time with an estimate; all faces together. */
  shares: Record<string, number>;
}

export function totalsOf({ durationMs, faces, lagMs }: Found): Totals {
  const pieces = faces
    .flatMap(({ samples }) => new ExpressionTrack(samples, durationMs, lagMs).pieces)
    .filter(({ label }) => label !== null);
  const time = timePerLabel(pieces);
  const estimatedMs = [...time.values()].reduce((sum, ms) => sum + ms, 0);
  const classes = faces[0]?.samples.classes ?? [];
  return {
    samples: faces.reduce((sum, { samples }) => sum + samples.length, 0),
    coverage: durationMs > 0 ? Math.min(1, coveredMs(pieces) / durationMs) : 0,
    shares: estimatedMs === 0 ? {} : Object.fromEntries(classes.map((name) => [name, (time.get(name) ?? 0) / estimatedMs])),
  };
}

/** Time that lies in any of the stretches. */
function coveredMs(stretches: { startMs: number; endMs: number }[]): number {
  let [covered, to] = [0, 0];
  for (const stretch of stretches.toSorted((a, b) => a.startMs - b.startMs)) {
    const startMs = Math.max(stretch.startMs, to);
    if (stretch.endMs <= startMs) continue;
    covered += lengthOf({ startMs, endMs: stretch.endMs });
    to = stretch.endMs;
  }
  return covered;
}

/** A UUID made of a name (RFC 9562, version 8). */
function nameBasedId(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
