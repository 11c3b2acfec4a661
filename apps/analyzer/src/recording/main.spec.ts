import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { analysisSettings } from '#contracts/analyzer-link';
import { fromRecordingProcess, type RecordingTask, type ToRecordingProcess } from '#contracts/recording-link';
import { openFile } from '#files/open';
import { background, drawFace } from '#inference/testing/drawn-frame';
import sharp from 'sharp';
import type { z } from 'zod';
import { makeVideo } from '../video/testing/make-video.ts';

type News = z.output<typeof fromRecordingProcess>;
const PROGRAM = fileURLToPath(new URL('main.ts', import.meta.url));
const LIMITS = { maxDurationMs: 60_000, maxPixels: 1_000_000 };
const KEY = '5a'.repeat(32);
let folder: string;
let video: string;
let child: ChildProcess;
let tracks = 0;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'attune-recording-'));
  video = path.join(folder, 'video');
  const pictures = Array.from({ length: 240 }, (_, index) => {
    const plane = background(160, 120);
    drawFace(plane, 70 + index / 8, 60, 60);
    return { atMs: (index * 1_000) / 30, plane };
  });
  const plain = `${video}.mp4`;
  await makeVideo(plain, { container: 'mp4', codec: 'libx264', pictures });
  const [from, to] = [await openFile({ path: plain, key: null }, 'read'), await openFile({ path: video, key: KEY }, 'create')];
  await to.write(0, await from.read(0, from.size));
  await to.close();
  await from.close();
}, 30_000);
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => child.kill('SIGKILL'));

const analyse = (source: RecordingTask['source'] = { path: video, key: KEY }, everyNth = 5): RecordingTask => ({
  type: 'analyse',
  source,
  limits: LIMITS,
  settings: analysisSettings.parse({ device: 'cpu' }),
  everyNth,
  checkpoint: null,
  tracks: { path: path.join(folder, `tracks-${++tracks}`), key: KEY },
  earlierTracks: null,
  faces: null,
  likely: null,
});

type OnNews = (news: News, say: (message: ToRecordingProcess) => void) => void;

/** Allows everybody who is listed. */
const onWell: OnNews = (news, say) => {
  if (news.type === 'listed')
    say({ type: 'faces', faces: news.listing.faces.length === 0 ? [1] : news.listing.faces.map(({ number }) => number) });
  else if (news.type === 'samples' || news.type === 'followed') say({ type: 'stored', sequence: news.sequence });
};

/** Everything that the process says, and how it ended. */
function start(task: RecordingTask, onNews: OnNews = onWell) {
  child = fork(PROGRAM, [], { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'inherit', 'ignore', 'ipc'] });
  const news: News[] = [];
  const say = (message: ToRecordingProcess) => child.connected && child.send(message, () => undefined);
  child.on('message', (message) => {
    news.push(fromRecordingProcess.parse(message));
    onNews(news.at(-1)!, say);
  });
  say({ type: 'task', task });
  return new Promise<{ news: News[]; code: number | null }>((resolve) => child.on('exit', (code) => resolve({ news, code })));
}

describe('the program for one recorded video', { timeout: 60_000 }, () => {
  it('opens a sealed video, sends its samples, and ends', async () => {
    const { news, code } = await start(analyse());
    expect(news[0]).toMatchObject({ type: 'opened', video: { width: 160, height: 120, container: 'mp4' } });
    expect(news.at(-1)).toEqual({ type: 'done', outputs: [], durationMs: expect.closeTo(8_000, -2) as number, notices: [] });
    const acknowledged = news.filter((one) => one.type === 'samples' || one.type === 'followed');
    expect(acknowledged.map(({ sequence }) => sequence)).toEqual(acknowledged.map((_, index) => index + 1));
    const batches = acknowledged.filter((one) => one.type === 'samples');
    expect(news.find((one) => one.type === 'listed')).toMatchObject({ listing: { faces: [{ number: 1, share: 1 }], brief: 0 } });
    expect(news.findIndex(({ type }) => type === 'listed')).toBeLessThan(news.findIndex(({ type }) => type === 'samples'));
    expect(batches.flatMap(({ samples }) => samples.filter(({ face }) => face === 1))).toHaveLength(48);
    expect(news.some(({ type }) => type === 'progress')).toBe(true);
    expect(code).toBe(0);
  });

  it('ends without a sample where somebody has to be asked, and analyses whoever is chosen then, along the same tracks', async () => {
    const task = analyse();
    const { news } = await start(task, (one, say) => {
      if (one.type === 'listed') say({ type: 'faces', faces: null });
      else onWell(one, say);
    });
    expect(news.at(-1)).toMatchObject({ type: 'done' });
    expect(news.some(({ type }) => type === 'samples')).toBe(false);
    const { news: chosen } = await start({ ...task, faces: [1] } as RecordingTask);
    const { news: nobody } = await start({ ...task, faces: [7] } as RecordingTask);
    const samplesIn = (all: News[]) => all.flatMap((one) => (one.type === 'samples' ? one.samples : []));
    expect(samplesIn(chosen)).toHaveLength(48);
    expect(samplesIn(nobody)).toEqual([]);
    // Held back or decoded once more: it is the same.
    expect(samplesIn((await start(analyse())).news)).toEqual(samplesIn(chosen));
  });

  it('shows a picture of the video without writing it anywhere', async () => {
    const { news } = await start({ type: 'picture', source: { path: video, key: KEY }, limits: LIMITS, atMs: 2_000, maxWidth: 80 });
    const [picture] = news;
    const { width, height, format } = await sharp(Buffer.from(picture?.type === 'picture' ? picture.jpeg : '', 'base64')).metadata();
    expect([width, height, format]).toEqual([80, 60, 'jpeg']);
  });

  it('waits while what it sent is not stored, and stops when it is told to', async () => {
    const long = path.join(folder, 'long.webm');
    const plane = background(64, 48);
    await makeVideo(long, {
      container: 'webm',
      codec: 'libvpx',
      pictures: Array.from({ length: 1_000 }, (_, index) => ({ atMs: index * 20, plane })),
    });
    const sequences: number[] = [];
    let followed = 0;
    const [third, fourth] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const run = start(analyse({ path: long, key: null }, 1), (news) => {
      if (news.type === 'listed' || news.type === 'followed') onWell(news, (message) => child.send(message));
      if (news.type === 'samples') sequences.push(news.sequence - followed);
      if (news.type === 'followed') followed++;
      if (sequences.length === 3) third.resolve();
      if (sequences.length === 4) fourth.resolve();
    });
    await third.promise;
    // Long enough for the two hundred samples of another batch.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(sequences).toEqual([1, 2, 3]);
    child.send({ type: 'stored', sequence: followed + 1 } satisfies ToRecordingProcess);
    await fourth.promise;
    child.send({ type: 'cancel' } satisfies ToRecordingProcess);
    const { news, code } = await run;
    expect(code).toBe(0);
    expect(news.some(({ type }) => type === 'done' || type === 'failed')).toBe(false);
  });

  it('says what is wrong with a file', async () => {
    const text = path.join(folder, 'text.mp4');
    await writeFile(text, 'This is not a video.\n'.repeat(100));
    expect((await start(analyse({ path: text, key: null }))).news).toEqual([
      { type: 'failed', problem: { code: 'not-a-video', message: expect.stringContaining('no video') as string } },
    ]);
    expect((await start(analyse({ path: video, key: '77'.repeat(32) }))).news).toEqual([
      { type: 'failed', problem: { code: 'file-damaged', message: expect.any(String) as string } },
    ]);
    expect((await start(analyse({ path: path.join(folder, 'gone'), key: null }))).news).toMatchObject([
      { type: 'failed', problem: { code: 'video-failed' } },
    ]);
  });

  it('writes what is made of a video, sealed', async () => {
    const output = (name: string) => ({ path: path.join(folder, name), key: KEY });
    const clip = (startMs: number, endMs: number) => ({ startMs, endMs, label: 'happiness', output: output(`clip-${startMs}`) });
    const { news } = await start({
      type: 'clips',
      source: { path: video, key: KEY },
      limits: LIMITS,
      clips: [clip(1_000, 2_000), clip(4_000, 4_500)],
      joined: output('joined'),
    });
    expect(news.at(-1)).toMatchObject({
      type: 'done',
      notices: [],
      outputs: [
        [output('clip-1000').path, 1_000],
        [output('clip-4000').path, 500],
        [output('joined').path, 1_500],
      ].map(([at, durationMs]) => ({ path: at, durationMs: expect.closeTo(durationMs as number, -2) as number })),
    });
    const joined = await openFile(output('joined'), 'read');
    expect((await joined.read(0, 12)).toString('latin1', 4, 8)).toBe('ftyp');
    await joined.close();
  });

  it('says what an estimate rests on, or why it cannot', async () => {
    const { news: analysed } = await start(analyse());
    const [classes, sample] =
      analysed
        .flatMap((one) =>
          one.type === 'samples' ? [[one.classes, one.samples.find(({ sample: { raw } }) => raw !== null)?.sample] as const] : [],
        )
        .find(([, found]) => found !== undefined) ?? [];
    const { atMs, box, raw } = sample!;
    const explain = (path = video): RecordingTask => ({
      type: 'explain',
      source: { path, key: KEY },
      limits: LIMITS,
      settings: analysisSettings.parse({ device: 'cpu' }),
      estimate: { atMs, box: box!, before: null, classes: classes!, scores: raw! },
      face: 1,
      faces: [1],
    });
    const { news, code } = await start(explain());
    expect(news).toMatchObject([
      { type: 'explained', activation: { maps: { length: classes!.length } } },
      { type: 'done', outputs: [] },
    ]);
    expect(code).toBe(0);
    const damaged = path.join(folder, 'damaged');
    await writeFile(
      damaged,
      (await readFile(video)).map((byte, index) => (index > 4_000 ? byte ^ 1 : byte)),
    );
    expect((await start(explain(damaged))).news).toEqual([
      { type: 'failed', problem: { code: 'file-damaged', message: expect.any(String) as string } },
    ]);
  });

  it('ends with its channel', async () => {
    const { news } = await start(analyse(), () => child.connected && child.disconnect());
    expect(news.some(({ type }) => type === 'done')).toBe(false);
  });
});
