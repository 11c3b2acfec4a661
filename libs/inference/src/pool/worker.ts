import { parentPort, workerData } from 'node:worker_threads';
import { FrameAnalyser } from '../analyse.ts';
import { Classifier } from '../classify/classifier.ts';
import { classifierOf, readManifest, readModelFile } from '../classify/manifest.ts';
import { loadDetector } from '../detect/load.ts';
import { CascadeError, ModelError } from '../errors.ts';
import type { Failure, FromWorker, ToWorker, WorkerSetup } from './messages.ts';

// The body of an inference thread: one detector, one network, batches in, results out.
const port = parentPort!;
const answer = (message: FromWorker) => port.postMessage(message);

function failureOf(error: unknown): Failure {
  if (error instanceof CascadeError) return { kind: 'cascade', problem: error.problem, message: error.message };
  if (error instanceof ModelError) return { kind: 'model', problem: error.problem, message: error.message };
  return { kind: 'other', message: error instanceof Error ? error.message : String(error) };
}

async function prepare(setup: WorkerSetup): Promise<{ analyser: FrameAnalyser; classifier: Classifier }> {
  const manifest = readManifest(setup.modelsPath);
  const detector = await loadDetector(setup.detector, { manifest, modelsPath: setup.modelsPath, cascadePath: setup.cascadePath ?? undefined });
  const model = classifierOf(manifest, setup.model);
  const classifier = await Classifier.load(model, readModelFile(model, setup.modelsPath), setup.device);
  return { analyser: new FrameAnalyser(detector, classifier), classifier };
}

try {
  const { analyser, classifier } = await prepare(workerData as WorkerSetup);
  classifier.onFallback = (failed, error) => answer({ type: 'fellBack', failed, message: error.message });
  port.on('message', (message: ToWorker) => {
    if (message.type === 'release') return analyser.forget(message.tapId);
    analyser.analyse(message.items).then(
      (results) => answer({ type: 'results', results }),
      (error: unknown) => answer({ type: 'batchFailed', message: failureOf(error).message }),
    );
  });
  answer({ type: 'ready', device: classifier.device });
} catch (error) {
  answer({ type: 'failed', failure: failureOf(error) });
  port.close();
}
