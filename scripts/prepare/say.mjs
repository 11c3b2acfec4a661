/** What a person can put right: printed as it stands, without a stack. */
export class StepError extends Error {
  /** @override */
  name = 'StepError';
}

/** @type {{ fd: 1 | 2 }} */
const voice = { fd: 1 };

/** Sends progress, and the output of every tool that a step runs, to standard error: standard output then belongs to the caller's own result. */
export function sayOnStandardError() {
  voice.fd = 2;
}

/** The file descriptor that progress goes to: 1 or 2. */
export function voiceFd() {
  return voice.fd;
}

/** @param {string} line */
export function say(line) {
  (voice.fd === 1 ? process.stdout : process.stderr).write(`${line}\n`);
}

/**
 * Runs a script's body and ends the process with its exit code. A {@link StepError} becomes one plain message and exit code 1.
 * @param {() => Promise<number>} body
 */
export async function runScript(body) {
  try {
    process.exitCode = await body();
  } catch (error) {
    console.error(error instanceof StepError ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}
