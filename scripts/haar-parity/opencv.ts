import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import type { Box } from '#contracts/emotion';
import type { HaarOptions } from '#inference/detect/haar/haar-detector';
import { InferenceError } from '#inference/errors';
import { packedCopy, type Plane } from '#inference/frame';

/** Where Debian's `opencv-data` puts the cascade that Attune uses by default. */
export const CASCADE = '/usr/share/opencv4/haarcascades/haarcascade_frontalface_alt.xml';

/** The parameters that `detectMultiScale` has, too. */
export type Parameters = Pick<HaarOptions, 'scaleFactor' | 'minNeighbors' | 'minSize'>;

const greeting = z.object({ version: z.string() });
const answer = z.array(z.tuple([z.number(), z.number(), z.number(), z.number()]));

/** OpenCV's own `CascadeClassifier`, in a Python process. */
export class OpenCv implements Disposable {
  readonly version: string;
  readonly #python: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(version: string, python: ChildProcessByStdio<Writable, Readable, null>, lines: AsyncIterator<string>) {
    this.version = version;
    this.#python = python;
    this.#lines = lines;
  }

  /** @param python with OpenCV, such as Debian's with `python3-opencv`. @throws InferenceError */
  static async start(python: string, cascade: string): Promise<OpenCv> {
    const child = spawn(python, [path.join(import.meta.dirname, 'opencv.py'), cascade], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child, 'spawn').catch((cause: unknown) => {
      throw new InferenceError(`${python} cannot be started. Name a Python that has OpenCV with --python.`, { cause });
    });
    const lines = (createInterface({ input: child.stdout }) satisfies Interface)[Symbol.asyncIterator]();
    const first = await lines.next();
    if (first.done)
      throw new InferenceError(
        `${python} cannot answer, see above. Install Debian's python3-opencv and opencv-data, or name others with --python and --cascade.`,
      );
    return new OpenCv(greeting.parse(JSON.parse(first.value)).version, child, lines);
  }

  async detect(plane: Plane, parameters: Parameters): Promise<Box[]> {
    const { data, width, height } = packedCopy(plane);
    this.#python.stdin.write(`${JSON.stringify({ ...parameters, width, height, pixels: Buffer.from(data).toString('base64') })}\n`);
    const line = await this.#lines.next();
    if (line.done) throw new InferenceError('Python has stopped, see above.');
    return answer.parse(JSON.parse(line.value));
  }

  [Symbol.dispose](): void {
    this.#python.stdin.end();
  }
}
