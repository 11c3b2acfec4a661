import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Files that appear under their own names only once they are whole: until then each is `.NAME.PID.part` beside it. */
export class WholeFiles {
  readonly #unfinished = new Map<string, string>();

  /** Where to write a file for now; its folder is made. */
  async begin(file: string): Promise<string> {
    await mkdir(path.dirname(file), { recursive: true });
    const part = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.part`);
    this.#unfinished.set(file, part);
    return part;
  }

  /** Gives everything that was begun its name, in that order. */
  async finish(): Promise<string[]> {
    const done: string[] = [];
    for (const [file, part] of [...this.#unfinished]) {
      await rename(part, file);
      this.#unfinished.delete(file);
      done.push(file);
    }
    return done;
  }

  /** Deletes what was begun and not finished. */
  async abandon(): Promise<void> {
    const parts = [...this.#unfinished.values()];
    this.#unfinished.clear();
    for (const part of parts) await rm(part, { force: true });
  }
}
