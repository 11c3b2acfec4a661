import { loadFaces } from './face-images.ts';
import { SceneRenderer } from './scene-renderer.ts';
import { createVideoSource, type MediaTrack } from './wrtc.ts';

/** Three simulcast layers need more than 640×360; 24 frames a second leave the lowest temporal layer 6. */
const [WIDTH, HEIGHT, FRAMES_PER_SECOND] = [1280, 720, 24];

/** The synthetic patient's camera: draws the story, from its start, as long as it lives. */
export class Camera {
  readonly track: MediaTrack;
  readonly #timer: NodeJS.Timeout;
  readonly #startedAt = performance.now();

  private constructor(renderer: SceneRenderer) {
    const source = createVideoSource();
    this.track = source.createTrack();
    this.#timer = setInterval(() => {
      source.onFrame({ width: WIDTH, height: HEIGHT, data: renderer.frame(this.storyMs), rotation: 0 });
    }, 1_000 / FRAMES_PER_SECOND);
  }

  static async open(): Promise<Camera> {
    return new Camera(new SceneRenderer(await loadFaces(), { width: WIDTH, height: HEIGHT }));
  }

  /** How far the story is, in milliseconds since it began. */
  get storyMs(): number {
    return performance.now() - this.#startedAt;
  }

  close(): void {
    clearInterval(this.#timer);
    this.track.stop();
  }
}
