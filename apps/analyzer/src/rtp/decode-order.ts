import type { EncodedFrame } from './frame-assembler.ts';

const TL0_MASK = 0xff;
/** Above the base layer, 0. */
const UPPER_LAYERS = [1, 2, 3];

/**
 * Which whole pictures may be decoded, and when: only those whose references have been. A picture of the base layer needs the one
 * before it, by TL0PICIDX, whatever was lost of the layers above; without temporal layers every picture needs the one before it. What
 * cannot be decoded any more is dropped, and without its base layer a stream is out of step until a key frame comes.
 */
export class DecodeOrder {
  /** Whole pictures that wait for something before them, in order. */
  readonly #waiting: EncodedFrame[] = [];
  /** The first packet that is neither decoded nor given up; null before the first. */
  #next: number | null = null;
  /** Whether everything before `#next` has come. */
  #gapless = false;
  #inStep = false;
  #needsKeyFrame = false;
  #tl0PicIdx: number | null = null;
  /** Upper layers of which something was lost since a picture that built on the base layer alone. */
  readonly #broken = new Set<number>();

  /** Whether a picture was dropped that only a key frame can make up for. */
  get needsKeyFrame(): boolean {
    return this.#needsKeyFrame;
  }

  get next(): number | null {
    return this.#next;
  }

  /** Where the first picture begins that waits for something before it. */
  get waitingAt(): number | null {
    return this.#waiting[0]?.first ?? null;
  }

  /** The packet with which the stream begins. */
  beginAt(sequence: number): void {
    this.#next ??= sequence;
  }

  add(frame: EncodedFrame): void {
    const at = this.#waiting.findIndex(({ first }) => first > frame.first);
    this.#waiting.splice(at === -1 ? this.#waiting.length : at, 0, frame);
  }

  /** Packets up to and with this one are not waited for any more. */
  giveUp(sequence: number): void {
    if (this.#next === null || sequence < this.#next) return;
    this.#next = sequence + 1;
    this.#gapless = false;
  }

  /** The decoder failed: nothing that builds on this picture can be shown. */
  fallOut(): void {
    this.#inStep = false;
    this.#needsKeyFrame = true;
  }

  /** The next picture to decode, or null while none is there or it has to wait. */
  take(): EncodedFrame | null {
    for (let index = 0; index < this.#waiting.length; ) {
      const frame = this.#waiting[index]!;
      switch (this.#judge(frame)) {
        case 'decode':
          this.#waiting.splice(0, index + 1);
          this.#pass(frame);
          return frame;
        case 'wait':
          index++;
          break;
        case 'drop':
          this.#waiting.splice(index, 1);
          this.#drop(frame);
      }
    }
    return null;
  }

  #judge({ first, key, descriptor: { temporalLayer, tl0PicIdx, layerSync } }: EncodedFrame): 'decode' | 'wait' | 'drop' {
    const next = this.#next ?? first;
    if (first < next) return 'drop';
    if (key) return 'decode';
    const otherwise = first > next ? 'wait' : 'drop';
    if (!this.#inStep) return otherwise;
    const follows = first === next && this.#gapless;
    if (isBase(temporalLayer)) return follows || isAfter(tl0PicIdx, this.#tl0PicIdx) ? 'decode' : otherwise;
    const baseIsThere = follows || (tl0PicIdx !== null && tl0PicIdx === this.#tl0PicIdx);
    if (baseIsThere && layerSync) return 'decode';
    return follows && ![...this.#broken].some((layer) => layer <= temporalLayer) ? 'decode' : otherwise;
  }

  #pass({ key, first, last, descriptor: { temporalLayer, tl0PicIdx, layerSync } }: EncodedFrame): void {
    if (key) {
      this.#inStep = true;
      this.#needsKeyFrame = false;
      this.#broken.clear();
    } else if (first !== this.#next || !this.#gapless) {
      for (const layer of UPPER_LAYERS) this.#broken.add(layer);
    }
    if (temporalLayer !== null && layerSync) this.#broken.delete(temporalLayer);
    if (isBase(temporalLayer)) this.#tl0PicIdx = tl0PicIdx;
    this.#next = last + 1;
    this.#gapless = true;
  }

  #drop({ first, last, descriptor: { temporalLayer, tl0PicIdx } }: EncodedFrame): void {
    // A picture that came too late is made up for by those after it.
    if (first !== this.#next) return;
    const ofBaseThatIsThere = !isBase(temporalLayer) && (this.#gapless || tl0PicIdx === this.#tl0PicIdx);
    if (ofBaseThatIsThere) this.#broken.add(temporalLayer);
    else this.#inStep = false;
    if (!this.#inStep) this.#needsKeyFrame = true;
    this.#next = last + 1;
  }
}

function isBase(temporalLayer: number | null): temporalLayer is null | 0 {
  return temporalLayer === null || temporalLayer === 0;
}

function isAfter(tl0PicIdx: number | null, previous: number | null): boolean {
  return tl0PicIdx !== null && previous !== null && tl0PicIdx === ((previous + 1) & TL0_MASK);
}
