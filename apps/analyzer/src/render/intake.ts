import { AV_HWDEVICE_TYPE_VAAPI, AV_PIX_FMT_NV12, AV_PIX_FMT_YUV420P, type AVPixelFormat } from 'node-av/constants';
import { FilterAPI, HardwareContext } from 'node-av/api';
import { Rational, type Frame } from 'node-av/lib';

/** In what an encoder wants its pictures: as they are, with both chroma planes in one, or that in the memory of a graphics card. */
export type IntakeKind = 'planar' | 'nv12' | 'vaapi';

/** Brings pictures into the form that an encoder takes. */
export class Intake {
  readonly kind: IntakeKind;
  readonly #hardware: HardwareContext | null;
  readonly #filter: FilterAPI | null;

  private constructor(kind: IntakeKind, hardware: HardwareContext | null) {
    this.kind = kind;
    this.#hardware = hardware;
    this.#filter = kind === 'planar' ? null : FilterAPI.create(kind === 'nv12' ? 'format=nv12' : 'format=nv12,hwupload', { hardware });
  }

  /** Null: there is no such card. */
  static open(kind: IntakeKind): Intake | null {
    const hardware = kind === 'vaapi' ? HardwareContext.create(AV_HWDEVICE_TYPE_VAAPI) : null;
    return kind === 'vaapi' && hardware === null ? null : new Intake(kind, hardware);
  }

  /** Of pictures in the computer's own memory. */
  get format(): AVPixelFormat {
    return this.kind === 'planar' ? AV_PIX_FMT_YUV420P : AV_PIX_FMT_NV12;
  }

  /** The frame itself, or a new one with its times that the caller frees too. */
  async of(frame: Frame): Promise<Frame> {
    if (this.#filter === null) return frame;
    frame.timeBase = new Rational(1, 1_000);
    const [converted, ...more] = await this.#filter.processAll(frame);
    for (const extra of more) extra.free();
    if (converted === undefined) throw new Error('The filter kept a picture back.');
    converted.pts = frame.pts;
    converted.duration = frame.duration;
    return converted;
  }

  close(): void {
    this.#filter?.close();
    this.#hardware?.dispose();
  }
}
