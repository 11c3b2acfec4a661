import { problemOf, problemOfPage, type MediaProblem } from './media-problem.ts';
import { Store } from '../ui/store.ts';

export type DeviceSource = 'camera' | 'microphone';
export type LocalSource = DeviceSource | 'screen';

/** One source of the person's own media. */
export interface Slot {
  /** Whether the person wants it on. */
  wanted: boolean;
  /** The live track; null while off or impossible. A muted microphone keeps its track. */
  track: MediaStreamTrack | null;
  /** The device gives nothing for now, although the track lives: a phone call has the microphone, a lid is closed. */
  muted: boolean;
  problem: MediaProblem | null;
}

export interface LocalMediaState {
  camera: Slot;
  microphone: Slot;
  screen: Slot;
  devices: MediaDeviceInfo[];
  chosen: { camera: string | null; microphone: string | null; speaker: string | null };
}

const KEPT = 'attune-devices';
const off = (wanted: boolean): Slot => ({ wanted, track: null, muted: false, problem: null });
const KIND = { camera: 'videoinput', microphone: 'audioinput' } as const;

function keptChoice(): LocalMediaState['chosen'] {
  const none = { camera: null, microphone: null, speaker: null };
  try {
    return { ...none, ...(JSON.parse(localStorage.getItem(KEPT) ?? '{}') as object) };
  } catch {
    return none;
  }
}

/** 720p and 30 a second are wishes: a camera without them still works. */
function constraints(source: DeviceSource, deviceId: string | null): MediaTrackConstraints {
  const device = deviceId === null ? {} : { deviceId: { ideal: deviceId } };
  return source === 'camera'
    ? { ...device, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } }
    : { ...device, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
}

/**
 * The person's own camera, microphone and screen. Knows nothing of a call: the device check and the call share one.
 * A camera that is switched off is released, so that its light goes out.
 */
export class LocalMedia {
  readonly state: Store<LocalMediaState>;
  /** One thing at a time, so that quick clicks end as the last one meant. */
  #queue: Promise<unknown> = Promise.resolve();
  #closed = false;
  #dark = false;
  #hushed = false;

  constructor() {
    this.state = new Store<LocalMediaState>({
      camera: off(true),
      microphone: off(true),
      screen: off(false),
      devices: [],
      chosen: keptChoice(),
    });
  }

  /** Watches for devices that come and go; opens nothing yet. */
  open(): void {
    this.#closed = false;
    if (problemOfPage() === null) navigator.mediaDevices.addEventListener('devicechange', this.#onDeviceChange);
  }

  /** Asks for whatever is wanted and not there: in one question if the browser is willing, else one by one. */
  start(): Promise<void> {
    return this.#inTurn(async () => {
      const missing = (['camera', 'microphone'] as const).filter(
        (source) => this.#slot(source).wanted && this.#slot(source).track === null,
      );
      if (missing.length === 2 && problemOfPage() === null) {
        const { chosen } = this.state.get();
        const stream = await navigator.mediaDevices
          .getUserMedia({ video: constraints('camera', chosen.camera), audio: constraints('microphone', chosen.microphone) })
          .catch(() => null);
        if (stream !== null) for (const track of stream.getTracks()) this.#adopt(track.kind === 'video' ? 'camera' : 'microphone', track);
      }
      for (const source of missing) if (this.#slot(source).track === null) await this.#acquire(source);
      await this.#listDevices();
    });
  }

  setWanted(source: DeviceSource, wanted: boolean): Promise<void> {
    return this.#inTurn(async () => {
      const { track } = this.#slot(source);
      if (!wanted) {
        if (source === 'camera') track?.stop();
        else if (track !== null) track.enabled = false;
        this.#change(source, {
          wanted,
          track: source === 'camera' ? null : track,
          muted: source === 'microphone' && track?.muted === true,
          problem: null,
        });
      } else if (track !== null) {
        track.enabled = source === 'microphone' ? !this.#hushed : !this.#dark;
        this.#change(source, { wanted });
      } else {
        this.#change(source, { wanted });
        await this.#acquire(source);
      }
    });
  }

  /** Sends black instead of the camera's picture, without letting go of the camera. */
  darken(dark: boolean): void {
    this.#dark = dark;
    const { track } = this.#slot('camera');
    if (track !== null) track.enabled = !dark;
  }

  /** Sends silence instead of the microphone's sound, whatever its button says. */
  hush(hushed: boolean): void {
    this.#hushed = hushed;
    const { track, wanted } = this.#slot('microphone');
    if (track !== null) track.enabled = wanted && !hushed;
  }

  /** Uses this device from now on, and next time. */
  choose(source: DeviceSource | 'speaker', deviceId: string): Promise<void> {
    return this.#inTurn(async () => {
      const chosen = { ...this.state.get().chosen, [source]: deviceId };
      this.state.set({ chosen });
      try {
        localStorage.setItem(KEPT, JSON.stringify(chosen));
      } catch {
        // Not remembered, but used now.
      }
      if (source !== 'speaker' && this.#slot(source).wanted) await this.#acquire(source);
    });
  }

  /** Lets the person pick a screen or window; a closed picker is no problem. */
  shareScreen(): Promise<void> {
    return this.#inTurn(async () => {
      try {
        const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 15, max: 30 } }, audio: false });
        const track = stream.getVideoTracks()[0];
        if (track) this.#adopt('screen', track);
      } catch (error) {
        const problem = problemOf(error);
        this.#change('screen', { ...off(false), problem: problem === 'denied' ? null : problem });
      }
    });
  }

  stopScreen(): void {
    this.#slot('screen').track?.stop();
    this.#change('screen', off(false));
  }

  close(): void {
    this.#closed = true;
    if (problemOfPage() === null) navigator.mediaDevices.removeEventListener('devicechange', this.#onDeviceChange);
    for (const source of ['camera', 'microphone', 'screen'] as const) {
      this.#slot(source).track?.stop();
      this.#change(source, { track: null, muted: false });
    }
  }

  #slot(source: LocalSource): Slot {
    return this.state.get()[source];
  }

  #change(source: LocalSource, change: Partial<Slot>): void {
    this.state.set({ [source]: { ...this.#slot(source), ...change } });
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    const next = this.#queue.then(async () => {
      if (!this.#closed) await task();
    });
    this.#queue = next.catch(() => undefined);
    return next;
  }

  async #acquire(source: DeviceSource): Promise<void> {
    const ruledOut = problemOfPage();
    if (ruledOut !== null) {
      this.#change(source, { problem: ruledOut });
      return;
    }
    const wish = constraints(source, this.state.get().chosen[source]);
    try {
      const stream = await navigator.mediaDevices.getUserMedia(source === 'camera' ? { video: wish } : { audio: wish });
      const track = stream.getTracks()[0];
      if (track) this.#adopt(source, track);
      await this.#listDevices();
    } catch (error) {
      // The track before, if it still runs, stays: a failed change of device costs nothing.
      if (this.#slot(source).track?.readyState !== 'live') this.#change(source, { track: null, problem: problemOf(error) });
      else this.#change(source, { problem: problemOf(error) });
    }
  }

  #adopt(source: LocalSource, track: MediaStreamTrack): void {
    if (this.#closed) {
      track.stop();
      return;
    }
    this.#slot(source).track?.stop();
    if (source === 'camera') track.enabled = !this.#dark;
    else if (this.#hushed) track.enabled = false;
    track.contentHint = source === 'screen' ? 'detail' : source === 'camera' ? 'motion' : 'speech';
    track.addEventListener('ended', () => {
      if (this.#slot(source).track !== track) return;
      if (source === 'screen') this.#change('screen', off(false));
      else this.#change(source, { track: null, muted: false, problem: 'unplugged' });
    });
    const follow = () => {
      if (this.#slot(source).track === track) this.#change(source, { muted: track.muted });
    };
    track.addEventListener('mute', follow);
    track.addEventListener('unmute', follow);
    this.#change(source, { wanted: true, track, muted: track.muted, problem: null });
  }

  async #listDevices(): Promise<void> {
    if (problemOfPage() !== null) return;
    const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    this.state.set({ devices });
  }

  /** A device that comes back is used again; another one only if the person picks it. */
  readonly #onDeviceChange = () => {
    void this.#inTurn(async () => {
      await this.#listDevices();
      const { devices, chosen } = this.state.get();
      for (const source of ['camera', 'microphone'] as const) {
        const { problem, wanted } = this.#slot(source);
        const here = devices.filter((device) => device.kind === KIND[source]);
        const back =
          problem === 'unplugged' ? here.some((device) => device.deviceId === chosen[source]) : problem === 'not-found' && here.length > 0;
        if (wanted && back) await this.#acquire(source);
      }
    });
  };
}
