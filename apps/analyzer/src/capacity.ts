import type { InferenceEngine } from '#inference/engine';
import type { Frame } from '#inference/frame';

/**
 * Of one thread on a CPU, its share of receiving and decoding included: about the reciprocal of the `msPerAnalysedFrame` that
 * `npm run bench -- live` prints. Taken as it is, since measuring would lengthen the gap that a restart leaves.
 */
const OF_A_CPU_THREAD = 200;
const MEASURED_MS = 1_500;
/** As many as keep the batches of an accelerator full (`BATCHING`). */
const PARTICIPANTS = 64;
const [WIDTH, HEIGHT] = [320, 180];

/** Frames that this host can analyse in a second, which decides on its share of all participants: an accelerator is measured, CPU threads are counted. */
export async function framesPerSecond(engine: InferenceEngine, threads: number): Promise<number> {
  return engine.device === 'cpu' ? threads * OF_A_CPU_THREAD : measureFrames(engine, MEASURED_MS);
}

/** Frames of many participants at once, each given as soon as the one before it is done. */
export async function measureFrames(engine: InferenceEngine, forMs: number): Promise<number> {
  const startedAt = performance.now();
  let frames = 0;
  const participant = async (_: unknown, index: number): Promise<void> => {
    const pipeline = engine.openPipeline(`measured-${index}`);
    for (let at = index; performance.now() - startedAt < forMs; at++) if ((await pipeline.process(patterned(at))) !== null) frames++;
    pipeline.close();
  };
  await Promise.all(Array.from({ length: PARTICIPANTS }, participant));
  return Math.max(1, (frames * 1_000) / (performance.now() - startedAt));
}

/** Nothing that a detector could skip as flat. */
function patterned(at: number): Frame {
  const y = new Uint8Array(WIDTH * HEIGHT);
  for (let index = 0; index < y.length; index++) y[index] = 90 + (((index % WIDTH) * 5 + Math.floor(index / WIDTH) * 3 + at * 7) % 70);
  return { y, width: WIDTH, height: HEIGHT, stride: WIDTH, atMs: at, handOver: true };
}
