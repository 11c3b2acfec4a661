import { type Caption } from '#contracts/transcript';

const KEPT = 200;

/** Adds a caption to what was said: it replaces its earlier version, and any unfinished one of the same speaker. */
export function withCaption(log: Caption[], caption: Caption): Caption[] {
  const stays = (said: Caption) => said.participantId !== caption.participantId || (said.final && said.segmentId !== caption.segmentId);
  return [...log.filter(stays), caption].slice(-KEPT);
}
