import { describe, expect, it, vi } from 'vitest';
import type { EmotionSample } from '#contracts/emotion';
import type { Frame } from '#inference/frame';
import type { FrameTap } from './frame-tap.ts';
import { LayerChooser } from './layers.ts';
import { ParticipantLoop } from './participant-loop.ts';
import { Sampler } from './sampler.ts';

const sampleAt = (atMs: number): EmotionSample => ({
  atMs,
  state: 'no-face',
  raw: null,
  smoothed: null,
  label: null,
  coverage: 0,
  faceHeight: null,
});

/** A loop over a pipeline whose answers the test gives. */
function setup() {
  const closeTap = vi.fn();
  const tap: FrameTap = { onPicture: null, close: closeTap };
  const inWork: { frame: Frame; answer: (sample: EmotionSample | null) => void; fail: (error: Error) => void }[] = [];
  const samples: EmotionSample[] = [];
  let now = 0;
  let allowed = true;
  let inUse = 0;
  const sampler = new Sampler({ samplesPerSecond: 5, everyNth: 1 });
  const pipeline = {
    process: vi.fn(
      (frame: Frame, _wanted: () => boolean, _speaking: boolean) =>
        new Promise<EmotionSample | null>((answer, fail) => inWork.push({ frame, answer, fail })),
    ),
    close: vi.fn(),
  };
  const loop = new ParticipantLoop({
    tap,
    pipeline,
    sampler,
    layers: new LayerChooser({ spatial: 1, temporal: 1 }, 5),
    nowMs: () => now,
    allowed: () => allowed,
    onSample: (sample) => samples.push(sample),
    onLayers: () => undefined,
  });
  const receive = (atMs: number) => {
    now = atMs;
    const toFrame = (time: number) => {
      inUse++;
      return { y: new Uint8Array(1), width: 1, height: 1, stride: 1, atMs: time, free: () => void inUse-- };
    };
    tap.onPicture?.({ width: 320, height: 180, toFrame });
  };
  const settle = () => new Promise<void>((resolve) => void setTimeout(resolve));
  return {
    forbid: () => {
      allowed = false;
    },
    loop,
    framesInUse: () => inUse,
    sampler,
    closeTap,
    inWork,
    samples,
    pipeline,
    receive,
    settle,
  };
}

describe('ParticipantLoop', () => {
  it('gives the memory of a frame back once it is answered, refused or failed, and not before', async () => {
    const { receive, inWork, settle, framesInUse } = setup();
    const silent = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    receive(0);
    receive(33);
    receive(67);
    await settle();
    expect(framesInUse()).toBe(3);
    inWork[0]?.answer(sampleAt(0));
    inWork[1]?.answer(null);
    inWork[2]?.fail(new Error('broken'));
    await settle();
    expect(framesInUse()).toBe(0);
    silent.mockRestore();
  });

  it('neither looks at a frame nor gives a result on once it is not allowed any more', async () => {
    const { forbid, receive, inWork, samples, settle } = setup();
    receive(0);
    forbid();
    inWork[0]?.answer(sampleAt(0));
    receive(33);
    await settle();
    expect(samples).toEqual([]);
    expect(inWork).toHaveLength(1);
  });

  it('says of each frame whether its participant spoke when it came', () => {
    const { loop, receive, pipeline } = setup();
    receive(0);
    loop.speaking = true;
    receive(200);
    loop.speaking = false;
    receive(400);
    expect(pipeline.process.mock.calls.map(([, , speaking]) => speaking)).toEqual([false, true, false]);
  });

  it('stamps a frame with the call clock at receipt and gives its sample on', async () => {
    const { receive, inWork, samples, settle } = setup();
    receive(40);
    inWork[0]?.answer(sampleAt(inWork[0].frame.atMs));
    await settle();
    expect(samples.map(({ atMs }) => atMs)).toEqual([40]);
  });

  it('hands every sampled frame on at once, so that the newest is looked at, and counts those without an answer', async () => {
    const { loop, receive, inWork, samples, settle } = setup();
    for (const atMs of [0, 33, 66, 99]) receive(atMs);
    expect(inWork.map(({ frame }) => frame.atMs)).toEqual([0, 33, 66, 99]);
    inWork.forEach(({ answer }, index) => answer(index === 1 || index === 2 ? null : sampleAt(index * 33)));
    await settle();
    expect(samples.map(({ atMs }) => atMs)).toEqual([0, 99]);
    expect(loop.stats).toEqual({ framesReceived: 4, framesSampled: 4, framesDropped: 2, width: 320, height: 180 });
  });

  it('goes on after a frame that fails or gets no result, and counts it as dropped', async () => {
    const { loop, receive, inWork, samples, settle } = setup();
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    receive(0);
    inWork[0]?.fail(new Error('broken'));
    await settle();
    receive(33);
    inWork[1]?.answer(null);
    await settle();
    receive(66);
    inWork[2]?.answer(sampleAt(66));
    await settle();
    expect(samples).toHaveLength(1);
    expect(loop.stats.framesDropped).toBe(2);
    error.mockRestore();
  });

  it('analyses nothing while paused, not even what was in work', async () => {
    const { loop, receive, inWork, samples, settle } = setup();
    receive(0);
    loop.pause(true);
    inWork[0]?.answer(sampleAt(0));
    await settle();
    receive(33);
    expect(samples).toEqual([]);
    expect(inWork).toHaveLength(1);
    loop.pause(false);
    receive(66);
    expect(inWork).toHaveLength(2);
  });

  it('looks more seldom while nobody has been there for a while, and at once as before when somebody is', async () => {
    vi.useFakeTimers();
    const { receive, inWork, sampler } = setup();
    const answer = async (faceHeight: number | null) => {
      receive(0);
      inWork.at(-1)?.answer({ ...sampleAt(0), faceHeight });
      await vi.advanceTimersByTimeAsync(1_000);
      return sampler.idle;
    };
    for (let second = 0; second <= 4; second++) expect(await answer(null)).toBe(false);
    expect(await answer(null)).toBe(true);
    expect(await answer(90)).toBe(false);
    vi.useRealTimers();
  });

  it('gives nothing on after it was closed', async () => {
    const { loop, closeTap, pipeline, receive, inWork, samples, settle } = setup();
    receive(0);
    loop.close();
    inWork[0]?.answer(sampleAt(0));
    await settle();
    expect(samples).toEqual([]);
    expect(closeTap).toHaveBeenCalledOnce();
    expect(pipeline.close).toHaveBeenCalledOnce();
  });
});
