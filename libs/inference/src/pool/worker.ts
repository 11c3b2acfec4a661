import { parentPort, workerData } from 'node:worker_threads';
import { FrameAnalyser } from '../analyse.ts';
import { CascadeError, ModelError } from '../errors.ts';
import { loadModels } from '../load.ts';
import type { Failure, FromWorker, ToWorker, WorkerSetup } from './messages.ts';

// The body of an inference thread: one detector, one network, batches in, results out.
const port = parentPort!;
const answer = (message: FromWorker) => port.postMessage(message);

function failureOf(error: unknown): Failure {
  if (error instanceof CascadeError) return { kind: 'cascade', problem: error.problem, message: error.message };
  if (error instanceof ModelError) return { kind: 'model', problem: error.problem, message: error.message };
  return { kind: 'other', message: error instanceof Error ? error.message : String(error) };
}

try {
  const { detector, classifier } = await loadModels(workerData as WorkerSetup);
  const analyser = new FrameAnalyser(detector, classifier);
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
