import type { Box } from '#contracts/emotion';
import type { MtcnnManifest } from '#contracts/model-manifest';
import type { Plane } from '#inference/frame';
import { overlap, type Detector, type Face, type Landmarks } from '../detector.ts';
import { Halves } from '../shrink.ts';
import { cover, inside, moveEdges, pyramidScales, square, suppress, type Candidate } from './boxes.ts';
import { Stage } from './stage.ts';

// P-Net as a convolution answers for windows this many pixels apart.
const STRIDE = 2;
// Windows begin so many pixels before the edge of every size of the plane, where its own pixels go on, so that faces which it cuts are proposed, too.
const BORDER = 4;
// How much boxes may overlap and still be two: windows of one size, of all sizes, after R-Net, after O-Net.
const [SAME_SIZE, ALL_SIZES, REFINED, FACES, INSIDE] = [0.5, 0.5, 0.6, 0.4, 0.7];
// The best so many windows of one size are compared, and the best so many of all go on: what a crowd needs, and what an endless
// texture may cost.
const [MOST_PER_SIZE, MOST] = [300, 200];

/** Bytes of the three ONNX files, already checked against the manifest. */
export type StageFiles = Readonly<Record<keyof MtcnnManifest['stages'], Uint8Array>>;

/**
 * The cascade of Zhang et al. 2016 on the grey plane: P-Net proposes windows over a pyramid of sizes, R-Net and O-Net judge
 * them and move their edges, O-Net adds five landmarks. Blocks the thread it runs on.
 */
export class MtcnnDetector implements Detector {
  readonly furtherScore: number;
  readonly #model: MtcnnManifest;
  readonly #proposal: Stage;
  readonly #refinement: Stage;
  readonly #output: Stage;

  private constructor(model: MtcnnManifest, proposal: Stage, refinement: Stage, output: Stage) {
    this.furtherScore = (1 + model.stages.output.threshold) / 2;
    this.#model = model;
    this.#proposal = proposal;
    this.#refinement = refinement;
    this.#output = output;
  }

  /** @throws ModelError `not-loadable` */
  static async load(model: MtcnnManifest, files: StageFiles): Promise<MtcnnDetector> {
    const stage = (name: keyof StageFiles) => Stage.load(model.stages[name], model.input, files[name]);
    return new MtcnnDetector(model, await stage('proposal'), await stage('refinement'), await stage('output'));
  }

  /** Faces from the manifest's `minFace` pixels up. */
  detect(plane: Plane): Promise<Face[]> {
    return this.#find(plane, this.#model.pyramid.minFace);
  }

  search(plane: Plane, minSize: number): Promise<Face[]> {
    return this.#find(plane, Math.max(minSize, this.#model.pyramid.minFace));
  }

  /** By O-Net alone, which sees half as much again as the last place and so can go after one that moves. */
  async follow(plane: Plane, last: Box): Promise<Face | null> {
    const planes = new Halves(plane);
    const first = await this.#judge(planes, last);
    if (first === null || overlap(first.box, last) > 0.8) return first;
    // Where it moved far, a second look from the new place gives truer landmarks.
    return (await this.#judge(planes, first.box)) ?? first;
  }

  async close(): Promise<void> {
    await Promise.all([this.#proposal, this.#refinement, this.#output].map((stage) => stage.close()));
  }

  async #find(plane: Plane, minFace: number): Promise<Face[]> {
    const planes = new Halves(plane);
    const found = await this.#faces(
      planes,
      await this.#refined(planes, await this.#proposals(planes, minFace)),
      this.#model.stages.output.threshold,
    );
    const faces = found.map((face) => ({ ...face, box: inside(face.box, plane) }));
    // Windows may shrink on their way. What is then smaller than any face looked for is seldom one.
    const large = faces.filter(({ box }) => Math.max(box[2], box[3]) >= this.#model.pyramid.minFace);
    return suppress(suppress(large, FACES), INSIDE, cover).sort((a, b) => b.box[2] * b.box[3] - a.box[2] * a.box[3]);
  }

  async #judge(planes: Halves, box: Box): Promise<Face | null> {
    const [face] = await this.#faces(planes, [square(box)], this.#model.followThreshold);
    return face ?? null;
  }

  async #proposals(planes: Halves, minFace: number): Promise<Box[]> {
    const plane = planes.whole;
    const {
      stages: {
        proposal: { size, context, threshold },
      },
      pyramid,
    } = this.#model;
    const cell = Math.round(size / context);
    const border = BORDER + (size - cell) / 2;
    const found: Candidate[] = [];
    for (const scale of pyramidScales(plane.width, plane.height, minFace, cell, pyramid.factor)) {
      const width = Math.max(cell, Math.round(plane.width * scale));
      const height = Math.max(cell, Math.round(plane.height * scale));
      const { face, edges } = await this.#proposal.everywhere(planes, width, height, border);
      const columns = Math.floor((width + 2 * border - size) / STRIDE) + 1;
      const [across, down] = [plane.width / width, plane.height / height];
      const here: Candidate[] = [];
      for (let at = 0; at < face.length; at++) {
        if (face[at]! < threshold) continue;
        const moved = moveEdges(
          [(at % columns) * STRIDE - BORDER, Math.floor(at / columns) * STRIDE - BORDER, cell, cell],
          [0, 1, 2, 3].map((edge) => edges[edge * face.length + at]!),
        );
        here.push({ score: face[at]!, box: [moved[0] * across, moved[1] * down, moved[2] * across, moved[3] * down] });
      }
      found.push(...suppress(here.sort((a, b) => b.score - a.score).slice(0, MOST_PER_SIZE), SAME_SIZE));
    }
    return suppress(found, ALL_SIZES)
      .slice(0, MOST)
      .map(({ box }) => square(box));
  }

  async #refined(planes: Halves, boxes: readonly Box[]): Promise<Box[]> {
    if (boxes.length === 0) return [];
    const { face, edges } = await this.#refinement.windows(planes, boxes);
    const kept = boxes
      .map((box, index) => ({ score: face[index]!, box: moveEdges(box, edges, index * 4) }))
      .filter(({ score }) => score >= this.#model.stages.refinement.threshold);
    return suppress(kept, REFINED).map(({ box }) => square(box));
  }

  async #faces(planes: Halves, boxes: readonly Box[], threshold: number): Promise<(Face & Candidate)[]> {
    if (boxes.length === 0) return [];
    const { face, edges, landmarks } = await this.#output.windows(planes, boxes);
    return boxes
      .map((box, index) => ({
        score: face[index]!,
        box: moveEdges(box, edges, index * 4),
        ...(landmarks && { landmarks: pointsIn(box, landmarks, index * 10) }),
      }))
      .filter(({ score }) => score >= threshold);
  }
}

function pointsIn([x, y, side]: Box, shares: Float32Array, at: number): Landmarks {
  return Array.from({ length: 5 }, (_, point) => [x + shares[at + point * 2]! * side, y + shares[at + point * 2 + 1]! * side]);
}
