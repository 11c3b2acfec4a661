import type { Random } from './random.ts';

type Mutation = (file: Buffer, random: Random) => Buffer;

/** Values that readers of sizes, counts and offsets get wrong. */
const EXTREMES = [0, 1, 7, 8, 0x7f, 0x80, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff] as const;
/** Names before or after which MP4 and AVI keep sizes and fields. */
const NAMES = [
  'ftyp',
  'moov',
  'mvhd',
  'trak',
  'tkhd',
  'edts',
  'elst',
  'mdia',
  'mdhd',
  'hdlr',
  'minf',
  'stbl',
  'stsd',
  'avc1',
  'avcC',
  'mp4a',
  'esds',
  'stts',
  'ctts',
  'stss',
  'stsc',
  'stsz',
  'stco',
  'mdat',
  'mvex',
  'trex',
  'moof',
  'traf',
  'tfhd',
  'trun',
  'sowt',
  'iinf',
  'iloc',
  'iprp',
  'RIFF',
  'LIST',
  'avih',
  'strl',
  'strh',
  'strf',
  'idx1',
  'movi',
  '00dc',
  '01wb',
] as const;
/** Of EBML (WebM, MKV): header, segment, seek head, info, scale, duration, tracks, entry, video, width, height, cluster, block, cues, default, laced, language, tags. */
const EBML_IDS = [
  '1a45dfa3',
  '18538067',
  '114d9b74',
  '1549a966',
  '2ad7b1',
  '4489',
  '1654ae6b',
  'ae',
  'e0',
  'b0',
  'ba',
  '1f43b675',
  'a3',
  '1c53bb6b',
  '88',
  '9c',
  '22b59c',
  '1254c367',
] as const;

/** What can be wrong with a file, by name. */
export const MUTATIONS = {
  'flip-bits': (file, random) => {
    const out = Buffer.from(file);
    for (let left = 1 + random.below(200); left > 0; left--) out[random.below(out.length)]! ^= 1 << random.below(8);
    return out;
  },
  'flip-header-bits': (file, random) => {
    const out = Buffer.from(file);
    // MP4 keeps its tables at the end, the others at the beginning.
    const size = Math.min(2_048, out.length);
    const start = random.next() < 0.5 ? 0 : out.length - size;
    for (let left = 1 + random.below(30); left > 0; left--) out[start + random.below(size)]! ^= 1 << random.below(8);
    return out;
  },
  cut: (file, random) => file.subarray(0, random.below(file.length)),
  'cut-start': (file, random) => file.subarray(1 + random.below(Math.min(4_096, file.length - 1))),
  'zero-range': (file, random) => {
    const [from, to] = range(file, random);
    return Buffer.from(file).fill(0, from, to);
  },
  'random-range': (file, random) => {
    const [from, to] = range(file, random);
    const out = Buffer.from(file);
    for (let at = from; at < to; at++) out[at] = random.below(256);
    return out;
  },
  'repeat-range': (file, random) => {
    const [from, to] = range(file, random);
    return Buffer.concat([file.subarray(0, to), file.subarray(from)]);
  },
  'drop-range': (file, random) => {
    const [from, to] = range(file, random);
    return Buffer.concat([file.subarray(0, from), file.subarray(to)]);
  },
  'swap-halves': (file, random) => {
    const middle = 1 + random.below(file.length - 1);
    return Buffer.concat([file.subarray(middle), file.subarray(0, middle)]);
  },
  'named-size': (file, random) => atName(file, random, -4),
  'named-field': (file, random) => atName(file, random, 4 + 4 * random.below(24)),
  'ebml-size': (file, random) => {
    const places = EBML_IDS.flatMap((id) =>
      placesOf(file, Buffer.from(id, 'hex'))
        .slice(0, 8)
        .map((at) => at + id.length / 2),
    );
    if (places.length === 0) return atName(file, random, -4);
    const out = Buffer.from(file);
    const at = random.pick(places);
    for (let offset = 0; offset < 1 + random.below(8) && at + offset < out.length; offset++)
      out[at + offset] = random.pick([0, 1, 0x80, 0xff, random.below(256)]);
    return out;
  },
} satisfies Record<string, Mutation>;

export type MutationName = keyof typeof MUTATIONS;
export const MUTATION_NAMES = Object.keys(MUTATIONS) as MutationName[];

/** One to three mutations of a file; the first one's name stands for all. */
export function mutate(file: Buffer, random: Random): { name: MutationName; bytes: Buffer } {
  const name = random.pick(MUTATION_NAMES);
  let bytes: Buffer = MUTATIONS[name](file, random);
  for (let more = random.pick([0, 0, 1, 2]); more > 0 && bytes.length > 16; more--)
    bytes = MUTATIONS[random.pick(MUTATION_NAMES)](bytes, random);
  return { name, bytes };
}

function range(file: Buffer, random: Random): [from: number, to: number] {
  const from = random.below(file.length);
  return [from, Math.min(file.length, from + 1 + random.below(1 << random.below(15)))];
}

/** An extreme value in one of the 32-bit fields around one of the names that are in the file. */
function atName(file: Buffer, random: Random, offset: number): Buffer {
  const places = NAMES.flatMap((name) =>
    placesOf(file, Buffer.from(name, 'latin1'))
      .slice(0, 8)
      .map((at) => at + offset),
  ).filter((at) => at >= 0 && at + 4 <= file.length);
  const out = Buffer.from(file);
  if (out.length < 4) return out;
  const at = places.length === 0 ? random.below(out.length - 3) : random.pick(places);
  const value = random.next() < 0.8 ? random.pick(EXTREMES) : random.below(2 ** 32);
  if (random.next() < 0.7) out.writeUInt32BE(value, at);
  else out.writeUInt32LE(value, at);
  return out;
}

function placesOf(file: Buffer, what: Buffer): number[] {
  const places: number[] = [];
  for (let at = file.indexOf(what); at !== -1; at = file.indexOf(what, at + 1)) places.push(at);
  return places;
}
