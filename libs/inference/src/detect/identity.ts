import { z } from 'zod';
import { box as boxOf, type Box } from '#contracts/emotion';
import type { Plane } from '#inference/frame';
import { changeBetween, surroundingsOf } from './surroundings.ts';
import { distance, samePlace, times } from './tracker.ts';

/** A face that has been gone for longer is another one when it comes back. */
export const GONE_MS = 10_000;
/** Nobody gets up and somebody else sits down in so short a time. */
const BRIEF_MS = 1_500;
/** Grey levels by which the surroundings of a head change from one look to the next only where somebody else is in its place. */
const REPLACED = 28;
/** As much as that, since the face was last seen, and the person has left: hair and shoulders would still be there of one who looks down. */
const LEFT = 14;
/** How much larger a face may be when it comes back. */
const LARGER = 1.6;

/** One face and what it takes to say that another one is the same. Boxes are shares of the plane's width. */
export const identity = z.object({
  number: z.int().positive(),
  /** Where it was last. */
  box: boxOf,
  here: z.boolean(),
  seenAtMs: z.number(),
  /** Of its last place when it was last seen: twelve grey levels, which show nobody. */
  surroundings: z.array(z.number()),
  /** While it is away: whether all this time its place has looked as if the person were still there. */
  stayed: z.boolean(),
});
export type Identity = z.infer<typeof identity>;

/** A face at its place from now on. `plane`: the picture; `box` in its pixels. */
export function seenAt(number: number, plane: Plane, box: Box, atMs: number): Identity {
  return { number, box: times(box, 1 / plane.width), here: true, seenAtMs: atMs, surroundings: surroundingsOf(plane, box), stayed: true };
}

/** What is known of a face once it was not seen in a picture. */
export function away(one: Identity, plane: Plane): Identity {
  const stayed = one.stayed && changeBetween(one.surroundings, surroundingsOf(plane, times(one.box, plane.width))) <= LEFT;
  return { ...one, here: false, stayed };
}

/** Whether it can still come back as the one it was. */
export function mayComeBack({ seenAtMs, stayed }: Identity, atMs: number): boolean {
  return atMs - seenAtMs <= (stayed ? GONE_MS : BRIEF_MS);
}

/**
 * Whether a face is certainly the one that was there before: it has been followed without a break, was lost for a moment only, or has come
 * back to a place that nobody has left. Two people are never one by this rule; one person may well be two.
 */
export function isSame(one: Identity, plane: Plane, box: Box, atMs: number): boolean {
  const last = times(one.box, plane.width);
  if (!mayComeBack(one, atMs) || larger(last, box) > LARGER) return false;
  if (atMs - one.seenAtMs > BRIEF_MS) return samePlace(last, box);
  return distance(last, box) < 1.5 * Math.max(last[3], box[3]) && changeBetween(one.surroundings, surroundingsOf(plane, box)) <= REPLACED;
}

const larger = (a: Box, b: Box) => Math.max(a[3], b[3]) / Math.max(1e-6, Math.min(a[3], b[3]));
