import { Store } from '#web/ui/store.ts';

/** Why a recording has ended. left: the page was left. device: the camera went away. failed: the browser gave up. */
export type TakeEnd = 'asked' | 'too-long' | 'too-large' | 'device' | 'left' | 'failed';

export interface TakeState {
  phase: 'none' | 'recording' | 'ending' | 'taken';
  startedAt: number;
  /** Of what was taken. */
  durationMs: number;
  file: File | null;
  end: TakeEnd | null;
}

export interface TakeLimits {
  maxDurationMs: number;
  maxBytes: number;
}

/** The first that the browser can write. VP8 costs least where nothing else is in hardware. */
const TYPES = ['video/webm;codecs=vp8,opus', 'video/webm', 'video/mp4'];
const PIECE_MS = 1_000;
const BITS_PER_SECOND = 2_500_000;
const NONE: TakeState = { phase: 'none', startedAt: 0, durationMs: 0, file: null, end: null };

export const canRecord = () => typeof MediaRecorder === 'function' && TYPES.some((type) => MediaRecorder.isTypeSupported(type));

/** `2026-11-22 14.05`, as files may be called everywhere. */
function stampText(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}.${two(date.getMinutes())}.${two(date.getSeconds())}`;
}

/** One recording of the camera, kept in memory until it is sent or discarded; it outlives the page that shows it. */
export class Take {
  readonly state = new Store<TakeState>(NONE);
  #recorder: MediaRecorder | null = null;

  /** @param name What the file is called before its date. */
  begin(tracks: MediaStreamTrack[], name: string, limits: TakeLimits): void {
    if (this.state.get().phase !== 'none') return;
    const type = TYPES.find((each) => MediaRecorder.isTypeSupported(each)) ?? '';
    const recorder = new MediaRecorder(new MediaStream(tracks), { mimeType: type, videoBitsPerSecond: BITS_PER_SECOND });
    const startedAt = Date.now();
    const pieces: Blob[] = [];
    let bytes = 0;
    recorder.addEventListener('dataavailable', ({ data }) => {
      pieces.push(data);
      bytes += data.size;
      // Room for the piece that is still being written.
      if (bytes > limits.maxBytes * 0.98) this.stop('too-large');
      else if (Date.now() - startedAt > limits.maxDurationMs - 2 * PIECE_MS) this.stop('too-long');
    });
    recorder.addEventListener('error', () => {
      this.stop('failed');
    });
    recorder.addEventListener('stop', () => {
      this.#recorder = null;
      const plainType = recorder.mimeType.split(';')[0] ?? 'video/webm';
      const file = new File(pieces, `${name} ${stampText(new Date(startedAt))}.${plainType === 'video/mp4' ? 'mp4' : 'webm'}`, {
        type: plainType,
      });
      const { durationMs, end } = this.state.get();
      // Without a single piece there is nothing to keep.
      this.state.set(
        file.size === 0
          ? { ...NONE, end: 'failed' }
          : { phase: 'taken', file, durationMs: durationMs === 0 ? Date.now() - startedAt : durationMs, end: end ?? 'device' },
      );
    });
    for (const track of tracks)
      track.addEventListener(
        'ended',
        () => {
          this.stop('device');
        },
        { once: true },
      );
    this.#recorder = recorder;
    this.state.set({ ...NONE, phase: 'recording', startedAt });
    recorder.start(PIECE_MS);
  }

  stop(end: TakeEnd): void {
    const recorder = this.#recorder;
    if (recorder === null || recorder.state === 'inactive' || this.state.get().phase !== 'recording') return;
    this.state.set({ phase: 'ending', end, durationMs: Date.now() - this.state.get().startedAt });
    recorder.stop();
  }

  discard(): void {
    if (this.state.get().phase === 'taken' || this.state.get().phase === 'none') this.state.set(NONE);
  }

  /** Whether leaving the page would lose something. */
  get busy(): boolean {
    return this.state.get().phase !== 'none';
  }
}
