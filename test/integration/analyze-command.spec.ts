import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { facesReport } from '#contracts/analyze-report';
import { callSummary } from '#contracts/summary';
import { type BadVideo, makeBadVideo } from '../media/bad-videos.ts';
import { fileDurations } from '../media/durations.ts';
import { type Ran, reportOf, runAnalyze } from '../media/run-analyze.ts';
import { makeTruthVideo } from '../media/truth-video.ts';
import { makeTwoPeople } from '../media/two-people.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'attune-analyze-'));
const inFolder = (name: string) => path.join(folder, name);
const face = inFolder('face.mp4');

beforeAll(async () => void (await makeTruthVideo(face, 'light')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('npm run analyze', () => {
  it('tells how it is used', async () => {
    const { code, stdout, stderr } = await runAnalyze(['--help']);
    expect([code, stderr]).toEqual([0, '']);
    for (const part of ['Examples:', 'Exit codes:', '--clips', '--min-confidence', 'emotions.csv']) expect(stdout).toContain(part);
  });

  it.each([
    [[], 'Name at least one video.'],
    [[face, '--out', inFolder('x'), '--profile', 'best'], 'There is no profile "best".'],
    [[face, '--out', inFolder('x'), '--clips', 'joy'], 'There is no expression "joy".'],
    [[face, '--out', path.join(face, 'x')], 'a part of its path is a file'],
  ])('refuses what cannot be carried out: %#', async (args, message) => {
    const { code, stdout, stderr } = await runAnalyze(args);
    expect(stderr).toContain(message);
    expect([code, stdout]).toEqual([2, '']);
    expect(existsSync(inFolder('x'))).toBe(false);
  });

  it('says of each video what is wrong with it, and analyses the others', async () => {
    const made: BadVideo[] = [
      'empty.mp4',
      'text.mp4',
      'no-moov.mp4',
      'huge.mp4',
      'bomb.gif',
      'renamed-bomb.mp4',
      'no-duration.mp4',
      'no-face.mp4',
      'fast.mp4',
    ];
    for (const name of made) await makeBadVideo(folder, name);
    mkdirSync(inFolder('folder.mp4'));
    const videos = [...made, 'missing.mp4', 'folder.mp4'];
    const ran = await runAnalyze([...videos.map(inFolder), '--out', inFolder('bad'), '--no-annotated', '--json']);
    const problems = Object.fromEntries(reportOf(ran).files.map(({ video, problem }) => [path.basename(video), problem?.code ?? null]));
    expect(problems).toEqual({
      'empty.mp4': 'empty-file',
      'text.mp4': 'not-a-video',
      'no-moov.mp4': 'truncated',
      'huge.mp4': 'frame-too-large',
      'bomb.gif': 'format-not-supported',
      'renamed-bomb.mp4': 'format-not-supported',
      'no-duration.mp4': 'no-duration',
      'no-face.mp4': 'no-face',
      'fast.mp4': 'no-face',
      'missing.mp4': 'file-missing',
      'folder.mp4': 'not-a-file',
    });
    for (const { problem } of reportOf(ran).files) {
      expect(problem!.message).toMatch(/^[A-Z/].*\.$/s);
      expect(problem!.message).not.toMatch(/undefined|Error:|\bat .*:\d+/);
      expect(ran.stderr).toContain(problem!.message);
    }
    expect(ran.code).toBe(1);
    // What could be analysed has its files, and nothing else is there.
    expect(readdirSync(inFolder('bad')).sort()).toEqual(['fast', 'no-face']);
    expect(readdirSync(inFolder('bad/fast')).sort()).toEqual(['emotions.csv', 'summary.json']);
    expect(reportOf(ran).files.find(({ video }) => video.endsWith('fast.mp4'))).toMatchObject({ samples: 96, coverage: 0 });
  }, 120_000);

  it('takes a video without a face with a notice, not an error', async () => {
    const ran = await runAnalyze([await makeBadVideo(folder, 'no-face.mp4'), '--out', inFolder('nobody'), '--no-annotated']);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toMatch(/no face/i);
    expect(ran.stdout).toContain('an estimate for 0 % of the time');
  });

  it('writes CSV, summary, annotated video and clips, and shows how far it is', async () => {
    const out = inFolder('whole');
    const ran = await runAnalyze([face, '--out', out, '--every', '15', '--clips', 'anger', '--json']);
    expect(ran.code, ran.stderr).toBe(0);
    const [file] = reportOf(ran).files;
    expect(file!.outputs.map((output) => path.relative(out, output))).toEqual([
      'emotions.csv',
      'summary.json',
      'annotated.mp4',
      expect.stringMatching(/^clips\/001-anger-0m2\ds\.mp4$/),
      'clips/joined.mp4',
    ]);
    expect(Object.values(file!.shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
    expect(file!.coverage).toBeGreaterThan(0.9);
    expect(ran.stderr).toMatch(/face\.mp4: analysing: 100 %/);
    expect(ran.stderr).toMatch(/x real time/);

    const header = readFileSync(path.join(out, 'emotions.csv'), 'utf8').split('\r\n')[0];
    expect(header).toBe(
      'timeMs,face,x,y,width,height,state,label,probability,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt',
    );
    expect(callSummary.safeParse(JSON.parse(readFileSync(path.join(out, 'summary.json'), 'utf8'))).success).toBe(true);
    const [source, annotated] = [await fileDurations(face), await fileDurations(path.join(out, 'annotated.mp4'))];
    expect(annotated.frames).toBe(source.frames);
    expect(Math.abs(annotated.videoMs - source.videoMs)).toBeLessThanOrEqual(40);
    expect(Math.abs(annotated.audioMs! - source.audioMs!)).toBeLessThanOrEqual(100);
  }, 120_000);

  it('lists who is in a video, and analyses those named alone', async () => {
    const [two, out] = [inFolder('two.mp4'), inFolder('named')];
    await makeTwoPeople(two);
    const listed = await runAnalyze([two, '--list-faces', '--every', '2', '--json', '--out', inFolder('listed')]);
    const [file] = facesReport.parse(JSON.parse(listed.stdout)).files;
    expect(file).toMatchObject({ faces: [{ number: 1, firstMs: 0 }, { number: 2 }], problem: null });
    // Pictures of them, and nothing of what they show.
    expect(file!.outputs.length).toBeGreaterThan(0);
    expect(readdirSync(inFolder('listed'))).toEqual(['faces']);

    const wrong = await runAnalyze([two, '--faces', '1,7', '--every', '2', '--out', out, '--no-annotated', '--json']);
    expect([wrong.code, wrong.stdout]).toEqual([2, '']);
    expect(wrong.stderr).toMatch(/There is no face 7 in the video\. There are: 1 \(.*\), 2 \(/);
    expect(existsSync(path.join(out, 'emotions.csv'))).toBe(false);

    const named = await runAnalyze([two, '--faces', '2', '--every', '2', '--out', out, '--no-annotated', '--json']);
    expect(named.code, named.stderr).toBe(0);
    expect(named.stderr).toMatch(/face 1, appears from 0:00; not analysed/);
    expect(named.stderr).not.toContain('consent of everybody');
    const rows = readFileSync(path.join(out, 'emotions.csv'), 'utf8').trim().split('\r\n').slice(1);
    expect(new Set(rows.map((row) => row.split(',')[1]))).toEqual(new Set(['2']));

    const all = await runAnalyze([two, '--every', '20', '--out', inFolder('all'), '--no-annotated', '--json']);
    expect(all.stderr.match(/takes the consent of everybody in it/g)).toHaveLength(1);
    expect(reportOf(all).files).toHaveLength(1);
  }, 120_000);

  it('says so where an expression was not shown, and takes earlier clips away', async () => {
    const out = inFolder('again');
    mkdirSync(path.join(out, 'clips'), { recursive: true });
    for (const name of ['001-anger-0m05s.mp4', 'mine.mp4']) writeFileSync(path.join(out, 'clips', name), '');
    const ran = await runAnalyze([face, '--out', out, '--every', '30', '--clips', 'contempt', '--no-annotated', '--json']);
    expect(ran.code, ran.stderr).toBe(0);
    expect(reportOf(ran).files[0]!.problem).toMatchObject({
      code: 'no-such-stretch',
      message: expect.stringContaining('contempt') as string,
    });
    expect(readdirSync(path.join(out, 'clips'))).toEqual(['mine.mp4']);
  });

  it('tells everything that is true of a video', async () => {
    const ran = await runAnalyze([await makeBadVideo(folder, 'cut-off.mp4'), '--out', inFolder('cut off'), '--no-annotated', '--json']);
    expect(ran.code, ran.stderr).toBe(0);
    const [file] = reportOf(ran).files;
    expect(file!.notices.map(({ code }) => code)).toEqual(['no-face', 'broken-tail']);
    expect(file!.problem).toEqual(file!.notices[0]);
    // As long as what is left.
    expect(file!.durationMs).toBeGreaterThan(1_000);
    expect(file!.durationMs).toBeLessThan(2_500);
    for (const { message } of file!.notices) expect(ran.stderr).toContain(message);
  });

  it('reads a video from standard input, and leaves nothing of it', async () => {
    const small = await makeBadVideo(folder, 'no-face.mp4');
    const temporary = inFolder('temporary');
    mkdirSync(temporary);
    const options = { stdin: small, environment: { TMPDIR: temporary } };
    const ran = await runAnalyze(['-', '--out', inFolder('piped'), '--json'], options);
    expect(ran.code, ran.stderr).toBe(0);
    expect(reportOf(ran).files[0]).toMatchObject({ video: '-', notices: [{ code: 'no-face' }] });
    expect(readdirSync(inFolder('piped')).sort()).toEqual(['annotated.mp4', 'emotions.csv', 'summary.json']);
    // Neither while it is read nor after it was ended by force.
    const killed = await runAnalyze(['-', '--out', inFolder('piped again'), '--every', '1'], {
      ...options,
      onStderr: (said, kill) => void (said.includes('analysing') && kill('SIGKILL')),
    });
    expect(killed.code).toBeNull();
    expect(readdirSync(temporary, { recursive: true }).filter((name) => String(name).endsWith('video'))).toEqual([]);
  }, 60_000);

  it('says of an address what to do, and fetches nothing', async () => {
    const ran = await runAnalyze(['https://example.org/visit.mp4', '--out', inFolder('fetched'), '--json']);
    expect([ran.code, reportOf(ran).files[0]!.problem?.code]).toEqual([1, 'address']);
    expect(ran.stderr).toContain('Download the video');
  });

  it('never leaves results of two runs in one folder', async () => {
    const out = inFolder('one folder');
    const [small, text] = [await makeBadVideo(folder, 'no-face.mp4'), await makeBadVideo(folder, 'text.mp4')];
    const first = await runAnalyze([small, '--out', out]);
    expect(first.code, first.stderr).toBe(0);
    writeFileSync(path.join(out, 'notes.txt'), 'mine');
    await runAnalyze([small, '--out', out, '--no-annotated', '--every', '10']);
    expect(readdirSync(out).sort()).toEqual(['emotions.csv', 'notes.txt', 'summary.json']);
    // A name that was mistyped is no run.
    expect((await runAnalyze([inFolder('mistyped.mp4'), '--out', out])).code).toBe(1);
    expect(readdirSync(out)).toHaveLength(3);
    expect((await runAnalyze([small, '--out', out, '--list-faces'])).stderr).toContain('holds results of an analysis');
    expect((await runAnalyze([text, '--out', out])).code).toBe(1);
    expect(readdirSync(out)).toEqual(['notes.txt']);
  }, 120_000);

  it('takes away what a run that was killed has left, and lets no other in while one is at work', async () => {
    const out = inFolder('killed');
    let second: Promise<Ran> | null = null;
    const ran = await runAnalyze([face, '--out', out, '--every', '30'], {
      onStderr: (said, kill) => {
        if (second !== null || !/annotated video: [1-9]0 %/.test(said)) return;
        second = runAnalyze([face, '--out', out]);
        void second.then(() => kill('SIGKILL'));
      },
    });
    expect(ran.code).toBeNull();
    const refused = await second!;
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('Another run is writing') as string]);
    expect(readdirSync(out)).toContain('run-not-finished.json');
    expect(readdirSync(out).some((name) => name.endsWith('.part'))).toBe(true);
    const small = await makeBadVideo(folder, 'no-face.mp4');
    expect((await runAnalyze([small, '--out', out, '--no-annotated'])).code).toBe(0);
    expect(readdirSync(out).sort()).toEqual(['emotions.csv', 'summary.json']);
  }, 120_000);

  it.each([
    ['analysing', /analysing: [1-9]0 %/],
    ['annotated video', /annotated video: [1-9]0 %/],
  ])(
    'leaves nothing unfinished when it is stopped while %s',
    async (step, at) => {
      const out = inFolder(`stopped ${step}`);
      let stopped = false;
      const ran = await runAnalyze([face, '--out', out, '--every', '1'], {
        onStderr: (said, kill) => {
          if (stopped || !at.test(said)) return;
          stopped = true;
          kill('SIGINT');
        },
      });
      expect(stopped).toBe(true);
      expect(ran.stderr).toContain('Stopped.');
      expect([ran.code, ran.stdout]).toEqual([130, '']);
      expect(readdirSync(out).sort()).toEqual(step === 'analysing' ? [] : ['emotions.csv', 'summary.json']);
    },
    120_000,
  );
});
