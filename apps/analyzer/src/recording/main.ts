import { InferenceError } from '#inference/errors';
import { problemOf, VideoProblem } from '../video/problems.ts';
import { runTask } from './run-task.ts';
import { TaskLink } from './task-link.ts';

// The program that the server forks for one task on one recorded video: it takes the task, does it, and ends.
const link = new TaskLink();
try {
  await link.deliver(await runTask(await link.task, link));
} catch (error) {
  if (!link.signal.aborted) {
    const problem = problemOf(error);
    if (!(error instanceof VideoProblem) && !(error instanceof InferenceError) && problem.code === 'video-failed')
      console.error('A recorded video could not be worked on:', error);
    await link.deliver({ type: 'failed', problem });
  }
}
process.exit(0);
