import { expect, it } from 'vitest';
import { type Caption } from '#contracts/transcript';
import { withCaption } from './caption-log.ts';

const said = (participantId: string, segmentId: string, final: boolean): Caption => ({
  participantId,
  segmentId,
  final,
  speaker: participantId,
  text: segmentId,
  startMs: 0,
  endMs: 1,
});

it('replaces partials by speaker and segments by id, and keeps what others said', () => {
  const log = [said('a', '1', false), said('b', '1', false), said('a', '1', true), said('a', '2', false), said('a', '3', false)].reduce<
    Caption[]
  >(withCaption, []);
  expect(log.map((caption) => [caption.participantId, caption.segmentId, caption.final])).toEqual([
    ['b', '1', false],
    ['a', '1', true],
    ['a', '3', false],
  ]);
});
