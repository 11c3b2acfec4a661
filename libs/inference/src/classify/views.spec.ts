import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FrameAnalyser } from '../analyse.ts';
import { FaceReader } from '../face-reader.ts';
import { AllowedFaces, Permit } from '../permit.ts';
import { background, drawFace } from '../testing/drawn-frame.ts';
import { compositeFaces } from '../testing/composite-faces.ts';
import { loadModels, modelChoice } from '../load.ts';
import type { Classifier } from './classifier.ts';
import type { Crop, HeldCrop } from './cutout.ts';
import { viewAfter } from './views.ts';

/** What it was asked to show, view by view. */
function recording(classifier: Classifier): string[] {
  const shown: string[] = [];
  const classify = classifier.classify.bind(classifier);
  classifier.classify = (crops: readonly (Crop | HeldCrop)[]) => {
    shown.push(...crops.map(({ view }) => view ?? 'both'));
    return classify(crops);
  };
  return shown;
}

const { classes, ...choice } = modelChoice({ profile: 'light', device: 'cpu', cascadePath: undefined });
let models: Awaited<ReturnType<typeof loadModels>>;
beforeAll(async () => {
  models = await loadModels(choice);
}, 30_000);
afterAll(() => models.classifier.close());

describe('views of a face', () => {
  it('begin with both sides, and go on with one at a time in turn', () => {
    const views = [viewAfter(undefined)];
    for (let at = 0; at < 4; at++) views.push(viewAfter(views.at(-1)));
    expect(views).toEqual(['both', 'straight', 'mirrored', 'straight', 'mirrored']);
  });

  it('show the network the mirror image itself: it says of it what it says of a mirrored picture, and of both the mean', async () => {
    const [plane] = await compositeFaces();
    const { width, height, stride } = plane!;
    const data = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[y * width + x] = plane!.data[y * stride + width - 1 - x]!;
    const crop = { box: [0, 0, width, height] as const, fit: 'exact' as const, permit: Permit.ofMaterial() };
    const of = async (pictured: typeof plane, view: 'both' | 'straight' | 'mirrored') =>
      (await models.classifier.classify([{ ...crop, box: [...crop.box], plane: pictured!, view }]))[0]!;
    const [straight, mirrored, both] = [await of(plane, 'straight'), await of(plane, 'mirrored'), await of(plane, 'both')];
    const turned = await of({ data, width, height, stride: width }, 'straight');
    straight.forEach((score, index) => {
      expect(both[index]).toBeCloseTo((score + mirrored[index]!) / 2, 5);
      expect(mirrored[index]).toBeCloseTo(turned[index]!, 1);
    });
    expect(Math.max(...straight.map((score, index) => Math.abs(score - mirrored[index]!)))).toBeGreaterThan(1e-4);
  });

  it('take turns for each participant, and anew for one who comes back', async () => {
    const plane = background(320, 180);
    drawFace(plane, 100, 40, 100);
    const shown = recording(models.classifier);
    const analyser = new FrameAnalyser(
      { furtherScore: 1, detect: async () => [], search: async () => [face], follow: async () => face },
      models.classifier,
    );
    for (let at = 0; at < 3; at++) await analyser.analyse([{ tapId: 'a', plane, atMs: 0 }]);
    await analyser.analyse([
      { tapId: 'a', plane, atMs: 0 },
      { tapId: 'b', plane, atMs: 0 },
    ]);
    analyser.forget('a');
    await analyser.analyse([{ tapId: 'a', plane, atMs: 0 }]);
    expect(shown).toEqual(['both', 'straight', 'mirrored', 'straight', 'both', 'both']);
  });

  it('go on in a recording where another process stopped', async () => {
    const plane = background(320, 180);
    const shown = recording(models.classifier);
    const options = { classes, windowMs: 2_000, hysteresis: 0.08 };
    const look = (index: number) => ({
      index,
      atMs: index * 200,
      sampled: true,
      faces: [{ number: 1, state: 'ok' as const, box: face.box }],
    });
    const first = new FaceReader(models.classifier, AllowedFaces.everybody(), options);
    await first.read(look(0), plane);
    await first.read(look(1), plane);
    const second = new FaceReader(models.classifier, AllowedFaces.everybody(), options, JSON.parse(JSON.stringify(first.state)) as never);
    await second.read(look(2), plane);
    await second.read({ ...look(3), faces: [] }, plane);
    await second.read(look(4), plane);
    expect(shown).toEqual(['both', 'straight', 'mirrored', 'both']);
  });
});

const face = { box: [100, 40, 100, 100] as [number, number, number, number], score: 1 };
