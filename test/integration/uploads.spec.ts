import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Upload } from 'tus-js-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RecordingView } from '#contracts/recording';
import { openFile } from '#files/open';
import { FileStore } from '../../apps/server/src/files/file-store.ts';
import { MediaUrls } from '../../apps/server/src/files/media-urls.ts';
import { Attune, type Clinician, eventually } from './support/attune.ts';
import { METADATA, TusClient } from './support/tus.ts';

const MARK = 'What a patient looked like.';
let attune: Attune;
let clinician: Clinician;
let tus: TusClient;

beforeAll(async () => {
  attune = await Attune.start({}, { ATTUNE_UPLOAD_MAX_GB: '0.02' });
  clinician = await attune.clinician();
  tus = new TusClient(attune, { cookie: clinician.cookie });
});
afterAll(() => attune.stop());
afterEach(() => {
  vi.useRealTimers();
});

const idOf = (path: string) => path.split('/').at(-1) ?? '';
const view = async (id: string) => (await clinician.request('GET', `/api/recordings/${id}`)).body as unknown as RecordingView;
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
const openVideos = () =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(join(attune.config.dataDir, 'files'));
    } catch {
      return false;
    }
  });
async function stored(id: string): Promise<Buffer> {
  const file = await openFile(await attune.app.get(FileStore, { strict: false }).refOf(id, id), 'read');
  const bytes = await file.read(0, file.size);
  await file.close();
  return bytes;
}
/** A body of which so much comes, and then nothing more. */
const stalling = (bytes: Buffer) => new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(bytes) });

describe('an upload', () => {
  it('arrives in pieces, is cut off, and goes on where it was, also on a server started again', async () => {
    const video = Buffer.concat([randomBytes(700_000), Buffer.from(MARK), randomBytes(900_000)]);
    const begun = await tus.create(video.length, { ...METADATA, title: 'First session', everyNth: '7' });
    expect(begun).toMatchObject({ status: 201, path: expect.stringMatching(/^\/api\/recordings\/uploads\/[0-9a-f-]{36}$/) as string });
    const id = idOf(begun.path);
    expect(await view(id)).toMatchObject({ status: 'uploading', title: 'First session', everyNth: 7, bytes: video.length });

    const first = await tus.patch(begun.path, 0, video.subarray(0, 100_000));
    expect([first.status, first.headers.get('upload-offset')]).toEqual([204, '100000']);

    const cut = new AbortController();
    const interrupted = tus
      .patch(begun.path, 100_000, stalling(video.subarray(100_000, 400_000)), cut.signal)
      .catch((error: unknown) => error);
    await eventually(
      async () => openVideos().length > 0 && statSync(join(attune.config.dataDir, 'files', id)).size > 300_000,
      'bytes on the disk',
    );
    cut.abort();
    expect(await interrupted).toMatchObject({ name: 'AbortError' });
    expect(await tus.offset(begun.path)).toBe(400_000);
    expect(openVideos()).toEqual([]);

    attune = await attune.restart();
    tus = new TusClient(attune, { cookie: clinician.cookie });
    expect(await tus.offset(begun.path)).toBe(400_000);
    expect(await tus.patch(begun.path, 400_000, video.subarray(400_000))).toMatchObject({ status: 204 });
    expect(await tus.offset(begun.path)).toBe(video.length);
    expect((await view(id)).status).not.toBe('uploading');
    expect((await stored(id)).equals(video)).toBe(true);
    expect(await tus.send('DELETE', begun.path)).toMatchObject({ status: 409, body: { code: 'upload-complete' } });
  });

  it('lies on the disk sealed only, under a key for its owner alone', () => {
    expect(statSync(attune.config.keyFile).mode & 0o777).toBe(0o600);
    const files = filesIn(attune.config.dataDir);
    expect(files.length).toBeGreaterThan(2);
    expect(files.filter((file) => readFileSync(file).includes(MARK))).toEqual([]);
  });

  it('may come with its beginning, whole, by another client of the protocol', async () => {
    const video = randomBytes(300_000);
    const whole = await tus.create(video.length, METADATA, video);
    expect([whole.status, whole.headers.get('upload-offset')]).toEqual([201, '300000']);
    expect((await stored(idOf(whole.path))).equals(video)).toBe(true);

    const url = await new Promise<string>((resolve, reject) => {
      const upload = new Upload(video, {
        endpoint: `${attune.url}/api/recordings/uploads`,
        headers: { cookie: clinician.cookie },
        metadata: METADATA,
        chunkSize: 70_000,
        onError: reject,
        onSuccess: () => resolve(upload.url ?? ''),
      });
      upload.start();
    });
    expect((await stored(idOf(url))).equals(video)).toBe(true);
    expect((await view(idOf(url))).fileName).toBe('session.mp4');
  });

  it('lets go of a connection that says nothing more once another asks', async () => {
    const { path } = await tus.create(1_000_000);
    const dead = tus.patch(path, 0, stalling(randomBytes(200_000)));
    await eventually(() => openVideos().length > 0, 'a connection at work');
    await pause(100);
    expect(await tus.offset(path)).toBe(200_000);
    expect([200, 204, 400]).toContain((await dead).status);
    expect(openVideos()).toEqual([]);
  });

  it('can be given up, and leaves nothing', async () => {
    const { path } = await tus.create(1_000, METADATA, randomBytes(10));
    expect(filesIn(attune.config.dataDir).some((file) => file.endsWith(idOf(path)))).toBe(true);
    expect((await tus.send('DELETE', path)).status).toBe(204);
    expect((await tus.send('HEAD', path)).status).toBe(404);
    expect(filesIn(attune.config.dataDir).some((file) => file.endsWith(idOf(path)))).toBe(false);
  });
});

describe('what cannot be taken is refused with a sentence:', () => {
  const refusals: [what: string, length: number | null, metadata: Record<string, string>, status: number, code: string, message: RegExp][] =
    [
      ['a video that is too large', 20_000_001, METADATA, 413, 'too-large', /larger than the 0\.020 GB/],
      ['no consent', 1_000, { filename: 'a.mp4' }, 400, 'invalid-request', /whoever will be analysed has agreed/],
      ['consent withheld', 1_000, { ...METADATA, consent: 'no' }, 400, 'invalid-request', /whoever will be analysed has agreed/],
      ['no name', 1_000, { consent: 'yes' }, 400, 'invalid-request', /filename/],
      ['something else than a video', 1_000, { ...METADATA, filename: 'notes.docx' }, 415, 'format-not-supported', /"docx".*mp4/],
      ['an animated picture', 1_000, { ...METADATA, filename: 'bomb.GIF' }, 415, 'format-not-supported', /"gif"/],
      ['an empty file', 0, METADATA, 400, 'empty-file', /empty/],
      ['an unknown length', null, METADATA, 400, 'length-missing', /Upload-Length/],
      ['an unknown profile', 1_000, { ...METADATA, profile: 'psychic' }, 400, 'profile-unknown', /psychic/],
      ['a strange step', 1_000, { ...METADATA, everyNth: 'often' }, 400, 'invalid-request', /everyNth/],
    ];
  it.each(refusals)('%s', async (_what, length, metadata, status, code, message) => {
    const before = filesIn(attune.config.dataDir).length;
    const { body, ...answer } = await tus.create(length, metadata);
    expect({ status: answer.status, code: body.code }).toEqual({ status, code });
    expect(body.message).toMatch(message);
    expect(answer.headers.get('content-type')).toMatch(/application\/json/);
    expect(filesIn(attune.config.dataDir)).toHaveLength(before);
  });

  it('bytes in the wrong place, too many of them, or without the protocol', async () => {
    const { path } = await tus.create(1_000, METADATA, randomBytes(100));
    expect(await tus.patch(path, 0, randomBytes(10))).toMatchObject({ status: 409, body: { code: 'offset-wrong' } });
    expect(await tus.patch(path, 200, randomBytes(10))).toMatchObject({ status: 409, body: { code: 'offset-wrong' } });
    expect(await tus.patch(path, 100, randomBytes(901))).toMatchObject({ status: 413, body: { code: 'too-many-bytes' } });
    expect(await tus.offset(path)).toBe(100);
    const recordings = (await clinician.request('GET', '/api/recordings')).body;
    expect(await tus.create(1_000, METADATA, randomBytes(1_001))).toMatchObject({ status: 413, body: { code: 'too-many-bytes' } });
    expect((await clinician.request('GET', '/api/recordings')).body).toEqual(recordings);
    const { cookie } = clinician;
    expect(await attune.raw('POST', '/api/recordings/uploads', '{}', { cookie })).toMatchObject({
      status: 412,
      body: { code: 'tus-needed' },
    });
    expect(await attune.request('GET', '/api/recordings/uploads', undefined, { cookie })).toMatchObject({
      status: 404,
      body: { code: 'recording-unknown' },
    });
    expect(
      await tus.send('PATCH', '/api/recordings/uploads/..%2f..', {
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
      }),
    ).toMatchObject({ status: 404 });
  });

  it("whoever is not signed in, comes from another page, or asks for somebody else's", async () => {
    const { path } = await tus.create(1_000);
    expect(await new TusClient(attune, {}).create(1_000)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect(await new TusClient(attune, { cookie: clinician.cookie, origin: 'https://elsewhere.example' }).create(1_000)).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    const other = new TusClient(attune, { cookie: (await attune.stranger()).cookie });
    expect((await other.send('HEAD', path)).status).toBe(404);
    expect(await other.patch(path, 0, randomBytes(10))).toMatchObject({ status: 404, body: { code: 'recording-unknown' } });
    expect(await other.send('DELETE', path)).toMatchObject({ status: 404 });
    expect(await tus.offset(path)).toBe(0);
  });
});

describe('a full disk', () => {
  it('is told, before the upload or in it, and the upload goes on once there is room', async ({ skip }) => {
    const disk = join(attune.config.dataDir, 'files');
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400m', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      skip('Mounting a small disk needs rights that this user does not have.');
    }
    const resize = (size: string) => execFileSync('mount', ['-o', `remount,size=${size}`, disk]);
    try {
      const video = randomBytes(8_000_000);
      const { path } = await tus.create(video.length);
      resize('3m');
      expect(await tus.create(video.length)).toMatchObject({
        status: 507,
        body: { code: 'disk-full', message: expect.stringMatching(/Free some space/) as string },
      });
      expect(await tus.patch(path, 0, video)).toMatchObject({
        status: 507,
        body: { code: 'disk-full', message: expect.stringMatching(/what has arrived is kept/) as string },
      });
      const kept = await tus.offset(path);
      expect(kept).toBeGreaterThan(2_000_000);
      expect((await tus.patch(path, kept, video.subarray(kept))).status).toBe(507);
      resize('400m');
      const again = await tus.offset(path);
      expect(await tus.patch(path, again, video.subarray(again))).toMatchObject({ status: 204 });
      expect((await stored(idOf(path))).equals(video)).toBe(true);
      expect(openVideos()).toEqual([]);
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  });
});

describe('the address of a file', () => {
  const bytes = randomBytes(1_500_000);
  const name = randomUUID();
  let recordingId: string;
  const sign = (fileName = 'Sezení č. 3.mp4', file = name) =>
    attune.app.get(MediaUrls, { strict: false }).sign({ recordingId, file, contentType: 'video/mp4', fileName }).url;
  const get = async (headers: Record<string, string> = {}, url = sign(), method = 'GET') => {
    const response = await fetch(attune.url + url, { method, headers });
    return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
  };

  beforeAll(async () => {
    recordingId = (await clinician.createCall('Check-up', 'Jan')).id;
    const file = await openFile(await attune.app.get(FileStore, { strict: false }).refOf(recordingId, name), 'create');
    await file.write(0, bytes);
    await file.close();
  });

  it('needs no session, stays the same for a while, and gives the whole file', async () => {
    const { status, headers, body } = await get();
    expect(status).toBe(200);
    expect(body.equals(bytes)).toBe(true);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '1500000',
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(headers.get('content-disposition')).toBeNull();
    expect(sign()).toBe(sign());
    const head = await get({}, sign(), 'HEAD');
    expect([head.status, head.headers.get('content-length'), head.body.length]).toEqual([200, '1500000', 0]);
  });

  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=65530-65545', 65_530, 65_545],
    ['bytes=1000000-', 1_000_000, 1_499_999],
    ['bytes=-10', 1_499_990, 1_499_999],
    ['bytes=1499999-2000000', 1_499_999, 1_499_999],
    ['bytes=-2000000', 0, 1_499_999],
    ['bytes=1-1', 1, 1],
  ])('gives the range %s', async (range, start, end) => {
    const { status, headers, body } = await get({ range });
    expect([status, headers.get('content-range')]).toEqual([206, `bytes ${start}-${end}/1500000`]);
    expect(body.equals(bytes.subarray(start, end + 1))).toBe(true);
  });

  it('answers several ranges, units it does not know and conditions on another file with the whole', async () => {
    for (const headers of [
      { range: 'bytes=0-1,5-6' },
      { range: 'frames=0-1' },
      { range: 'bytes=x' },
      { range: 'bytes=-' },
      { range: 'bytes=5-4' },
      { range: 'bytes=0-1', 'if-range': '"another"' },
    ]) {
      const { status, body } = await get(headers as Record<string, string>);
      expect([headers, status, body.length]).toEqual([headers, 200, bytes.length]);
    }
    expect((await get({ range: 'bytes=0-1', 'if-range': (await get()).headers.get('etag') ?? '' })).status).toBe(206);
  });

  it('says how many bytes there are where there are not so many', async () => {
    const { status, headers, body } = await get({ range: 'bytes=1500000-' });
    expect((await get({ range: 'bytes=-0' })).status).toBe(416);
    expect([status, headers.get('content-range'), JSON.parse(body.toString())]).toMatchObject([
      416,
      'bytes */1500000',
      { code: 'range-unknown' },
    ]);
  });

  it('saves it under its own name', async () => {
    const { headers, body } = await get({}, `${sign()}?download=1`);
    expect(headers.get('content-disposition')).toBe(
      'attachment; filename="Sezen? ?. 3.mp4"; filename*=UTF-8\'\'Sezen%C3%AD%20%C4%8D.%203.mp4',
    );
    expect([headers.get('content-type'), body.length]).toEqual(['video/mp4', bytes.length]);
  });

  it('expires, cannot be made up, and ends with the file', async () => {
    const url = sign();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 20 * 60_000 });
    const expired = await get({}, url);
    expect([expired.status, JSON.parse(expired.body.toString())]).toMatchObject([410, { code: 'media-expired' }]);
    vi.useRealTimers();
    for (const forged of [`${url}x`, url.slice(0, -3), '/api/media/x', '/api/media/e30.e30'])
      expect((await get({}, forged)).status).toBe(404);
    expect(await attune.request('GET', sign('a.mp4', randomUUID()))).toMatchObject({ status: 404, body: { code: 'media-deleted' } });
  });

  it('closes the file when the client goes away', async () => {
    const gone = new AbortController();
    const { body } = await fetch(attune.url + sign(), { signal: gone.signal });
    await body?.getReader().read();
    gone.abort();
    await eventually(() => openVideos().length === 0, 'the file to be closed');
  });
});
