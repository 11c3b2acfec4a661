import type { Demuxer } from 'node-av/api';
import {
  AV_DISPOSITION_CLEAN_EFFECTS,
  AV_DISPOSITION_COMMENT,
  AV_DISPOSITION_DEFAULT,
  AV_DISPOSITION_DEPENDENT,
  AV_DISPOSITION_DESCRIPTIONS,
  AV_DISPOSITION_DUB,
  AV_DISPOSITION_HEARING_IMPAIRED,
  AV_DISPOSITION_KARAOKE,
  AV_DISPOSITION_NON_DIEGETIC,
  AV_DISPOSITION_VISUAL_IMPAIRED,
  AV_PKT_DATA_ENCRYPTION_INFO,
  AVDISCARD_ALL,
  AVDISCARD_DEFAULT,
  AVMEDIA_TYPE_AUDIO,
  type AVDisposition,
} from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet, type Stream } from 'node-av/lib';

/** What a file has of sound. */
export interface SoundTracks {
  /** The stream that is heard; null: none can be. */
  readonly index: number | null;
  /** Those with sound in them, and how many of them cannot be decoded. */
  readonly tracks: number;
  readonly undecodable: number;
  /** Whether the one that is heard is the file's first: browsers play that one. */
  readonly isFirst: boolean;
}

/** Made for some people or some purpose: heard where there is nothing else. */
const SPECIAL: readonly AVDisposition[] = [
  AV_DISPOSITION_DUB,
  AV_DISPOSITION_COMMENT,
  AV_DISPOSITION_KARAOKE,
  AV_DISPOSITION_HEARING_IMPAIRED,
  AV_DISPOSITION_VISUAL_IMPAIRED,
  AV_DISPOSITION_CLEAN_EFFECTS,
  AV_DISPOSITION_NON_DIEGETIC,
  AV_DISPOSITION_DESCRIPTIONS,
  AV_DISPOSITION_DEPENDENT,
];
/** What of a track has no sound after so many packets has none. */
const TRIED_PACKETS = 60;
/** Packets of all tracks together, where one of them has none. */
const MOST_PACKETS = 4_000;
/** FairPlay's; Common Encryption tells by its packets, Matroska by its metadata. */
const FAIRPLAY = Buffer.from('drms').readUInt32LE();

/**
 * The sound track that is heard: the first that can be decoded, in the order in which the file prefers them (its default one, then those that
 * are for everybody, then as they lie in the file, as players take them that nobody told a language). Reads some packets of each: afterwards
 * the container stands anywhere, and all streams are read again.
 */
export async function chooseSound(demuxer: Demuxer): Promise<SoundTracks> {
  const context = demuxer.getFormatContext();
  const sounds = context.streams.filter(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_AUDIO);
  if (sounds.length === 0) return { index: null, tracks: 0, undecodable: 0, isFirst: false };
  const trials = new Map<number, Trial>();
  try {
    for (const stream of context.streams) {
      if (stream.codecpar.codecType === AVMEDIA_TYPE_AUDIO) trials.set(stream.index, await Trial.of(stream));
      else stream.discard = AVDISCARD_ALL;
    }
    await tryPackets(demuxer, trials);
    for (const trial of trials.values()) await trial.end();
  } finally {
    for (const trial of trials.values()) trial.close();
    for (const stream of context.streams) stream.discard = AVDISCARD_DEFAULT;
  }
  const withSound = sounds
    .filter(({ index }) => trials.get(index)!.result !== 'empty')
    .sort((a, b) => rank(a) - rank(b) || a.index - b.index);
  const heard = withSound.filter(({ index }) => trials.get(index)!.result === 'sound');
  const index = heard[0]?.index ?? null;
  return { index, tracks: withSound.length, undecodable: withSound.length - heard.length, isFirst: index === sounds[0]!.index };
}

function rank(stream: Stream): number {
  return (stream.hasDisposition(AV_DISPOSITION_DEFAULT) ? 0 : 2) + (SPECIAL.some((one) => stream.hasDisposition(one)) ? 1 : 0);
}

async function tryPackets(demuxer: Demuxer, trials: ReadonlyMap<number, Trial>): Promise<void> {
  const context = demuxer.getFormatContext();
  const packet = new Packet();
  packet.alloc();
  try {
    for (let count = 0; count < MOST_PACKETS && [...trials.values()].some(({ isOpen }) => isOpen); count++) {
      if ((await context.readFrame(packet)) < 0) return;
      await trials.get(packet.streamIndex)?.take(packet);
      packet.unref();
    }
  } finally {
    packet.free();
  }
}

/** Whether a track can be decoded, found out by decoding it. */
class Trial {
  readonly #codec: CodecContext | null;
  readonly #frame = new Frame();
  #packets = 0;
  #hasSound = false;
  #encrypted: boolean;

  private constructor(codec: CodecContext | null, encrypted: boolean) {
    this.#codec = codec;
    this.#encrypted = encrypted;
    this.#frame.alloc();
  }

  static async of({ codecpar, metadata }: Stream): Promise<Trial> {
    const encrypted = codecpar.codecTag === FAIRPLAY || (metadata?.get('enc_key_id') ?? null) !== null;
    const codec = Codec.findDecoder(codecpar.codecId);
    if (codec === null) return new Trial(null, encrypted);
    const context = new CodecContext();
    context.allocContext3(codec);
    if (context.parametersToContext(codecpar) >= 0 && (await context.open2(codec)) >= 0) return new Trial(context, encrypted);
    context.freeContext();
    return new Trial(null, encrypted);
  }

  /** More packets are of use. */
  get isOpen(): boolean {
    return !this.#hasSound && this.#packets < (this.#codec === null || this.#encrypted ? 1 : TRIED_PACKETS);
  }

  get result(): 'sound' | 'undecodable' | 'empty' {
    if (this.#hasSound) return 'sound';
    return this.#packets === 0 ? 'empty' : 'undecodable';
  }

  async take(packet: Packet): Promise<void> {
    if (!this.isOpen) return;
    this.#packets++;
    this.#encrypted ||= packet.getSideData(AV_PKT_DATA_ENCRYPTION_INFO) !== null;
    if (!this.#encrypted) await this.#decode(packet);
  }

  /** No more packets: what is still inside counts. */
  async end(): Promise<void> {
    if (!this.#hasSound && this.#packets > 0 && !this.#encrypted) await this.#decode(null);
  }

  close(): void {
    this.#frame.free();
    this.#codec?.freeContext();
  }

  async #decode(packet: Packet | null): Promise<void> {
    if (this.#codec === null || (await this.#codec.sendPacket(packet)) < 0) return;
    while (this.#codec.receiveFrameSync(this.#frame) >= 0) {
      this.#hasSound ||= this.#frame.nbSamples > 0;
      this.#frame.unref();
    }
  }
}
