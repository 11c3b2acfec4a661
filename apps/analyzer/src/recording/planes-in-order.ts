import type { FaceLook } from '#inference/face-look';
import type { Plane } from '#inference/frame';
import type { OpenVideo } from '../video/open-video.ts';
import { VideoProblem } from '../video/problems.ts';
import { sampledFrames, type Position, type SampledFrame } from './sampled-frames.ts';

/** Pictures of a video, asked for in the order of time; nothing is decoded before the first one asked for. */
export class PlanesInOrder {
  readonly #video: OpenVideo;
  readonly #everyNth: number;
  #frames: AsyncGenerator<SampledFrame> | null = null;

  constructor(video: OpenVideo, everyNth: number) {
    this.#video = video;
    this.#everyNth = everyNth;
  }

  /**
   * The picture of an earlier look. Its memory is used again once the next is asked for.
   *
   * @param before the look before it, from which decoding begins; index -1: there is none
   * @throws VideoProblem where the video has no such picture any more
   */
  async at({ index, atMs }: FaceLook, before: Position): Promise<Plane> {
    this.#frames ??= sampledFrames(this.#video, this.#everyNth, before.index < 0 ? null : before);
    for (;;) {
      const next = await this.#frames.next();
      if (next.done === true || next.value.index > index) throw differs();
      if (next.value.index < index) continue;
      if (next.value.atMs !== atMs) throw differs();
      return next.value.plane;
    }
  }

  /** It decodes ahead, and must not be left while it does. */
  async close(): Promise<void> {
    await this.#frames?.return(undefined);
  }
}

function differs(): VideoProblem {
  return new VideoProblem(
    'video-failed',
    'The pictures of this video are not where they were when its faces were listed. Analyse the video again from its start.',
  );
}
