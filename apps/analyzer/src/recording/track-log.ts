import type { RandomAccessFile } from '#files/random-access';
import { faceLook, type FaceLook } from '#inference/face-look';

const PIECE = 256 * 1024;

/** Where the faces of a video are, look by look, kept in a file: what is analysed later is the face that was listed. A line of JSON each. */
export class TrackLog {
  readonly #file: RandomAccessFile;
  #bytes: number;
  #unwritten: string[] = [];

  /** @param bytes how much of the file counts; what lies behind is written over */
  constructor(file: RandomAccessFile, bytes: number) {
    this.#file = file;
    this.#bytes = bytes;
  }

  add(look: FaceLook): void {
    this.#unwritten.push(`${JSON.stringify(look)}\n`);
  }

  /** What was added is on the disk when this returns. @returns the bytes that count from now on */
  async flush(): Promise<number> {
    if (this.#unwritten.length === 0) return this.#bytes;
    const lines = Buffer.from(this.#unwritten.splice(0).join(''));
    await this.#file.write(this.#bytes, lines);
    await this.#file.sync();
    this.#bytes += lines.length;
    return this.#bytes;
  }

  /** Every look, in order. Throws a ZodError or SyntaxError where the file holds something else. */
  async *looks(): AsyncGenerator<FaceLook> {
    let [position, rest] = [0, Buffer.alloc(0)];
    while (position < this.#bytes) {
      const piece = await this.#file.read(position, Math.min(PIECE, this.#bytes - position));
      if (piece.length === 0) break;
      position += piece.length;
      const text = Buffer.concat([rest, piece]);
      const end = text.lastIndexOf(0x0a) + 1;
      rest = text.subarray(end);
      for (const line of text.toString('utf8', 0, end).split('\n')) if (line !== '') yield faceLook.parse(JSON.parse(line));
    }
  }
}
