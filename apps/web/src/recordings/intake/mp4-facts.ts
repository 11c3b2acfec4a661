import { type VideoMeasure } from '#contracts/analysis-work';

/** An index may be far behind the pictures, and as large as this. */
const MOST_INDEX_BYTES = 64 * 1024 * 1024;
const MOST_BOXES = 1_000;

/** FFmpeg's names by MP4's. */
const CODECS: Readonly<Record<string, string>> = {
  avc1: 'h264',
  avc3: 'h264',
  hvc1: 'hevc',
  hev1: 'hevc',
  dvh1: 'hevc',
  dvhe: 'hevc',
  vp09: 'vp9',
  av01: 'av1',
  mp4v: 'mpeg4',
};

interface Box {
  readonly type: string;
  /** Of what is in it, in bytes from the start. */
  readonly from: number;
  readonly to: number;
}

/** What an MP4 or MOV says of its pictures, without a browser that can decode them; null: it is none, or says nothing. */
export async function mp4Facts(file: Blob): Promise<VideoMeasure | null> {
  const index = await movieIndex(file);
  if (index === null) return null;
  for (const track of boxesIn(index, 0, index.byteLength).filter(({ type }) => type === 'trak')) {
    const facts = pictureFacts(index, track);
    if (facts !== null) return facts;
  }
  return null;
}

/** The content of `moov`, wherever it lies. */
async function movieIndex(file: Blob): Promise<DataView | null> {
  let at = 0;
  for (let count = 0; count < MOST_BOXES && at + 8 <= file.size; count++) {
    const box = boxAt(new DataView(await file.slice(at, at + 16).arrayBuffer()), 0, file.size - at);
    if (box === null) return null;
    if (box.type === 'moov')
      return box.to > MOST_INDEX_BYTES ? null : new DataView(await file.slice(at + box.from, at + box.to).arrayBuffer());
    at += box.to;
  }
  return null;
}

function pictureFacts(view: DataView, track: Box): VideoMeasure | null {
  const media = inside(view, track, 'mdia');
  const handler = inside(view, media, 'hdlr');
  if (handler === null || typeAt(view, handler.from + 8) !== 'vide') return null;
  const tables = inside(view, inside(view, media, 'minf'), 'stbl');
  const [header, description, times] = [inside(view, media, 'mdhd'), inside(view, tables, 'stsd'), inside(view, tables, 'stts')];
  if (header === null || description === null || times === null || description.to - description.from < 44) return null;
  const long = view.getUint8(header.from) === 1;
  const scale = view.getUint32(header.from + (long ? 20 : 12));
  const { frames, ticks } = framesOf(view, times);
  const entry = description.from + 8;
  const [width, height] = [view.getUint16(entry + 32), view.getUint16(entry + 34)];
  if (scale === 0 || frames === 0 || ticks === 0 || width === 0 || height === 0) return null;
  const durationMs = (ticks * 1_000) / scale;
  return { durationMs, width, height, frameRate: (frames * 1_000) / durationMs, videoCodec: CODECS[typeAt(view, entry + 4)] ?? null };
}

/** How many frames there are, and how long they last in all. */
function framesOf(view: DataView, { from, to }: Box): { frames: number; ticks: number } {
  let [frames, ticks] = [0, 0];
  const count = view.getUint32(from + 4);
  for (let entry = 0, at = from + 8; entry < count && at + 8 <= to; entry++, at += 8) {
    frames += view.getUint32(at);
    ticks += view.getUint32(at) * view.getUint32(at + 4);
  }
  return { frames, ticks };
}

function inside(view: DataView, parent: Box | null, type: string): Box | null {
  return parent === null ? null : (boxesIn(view, parent.from, parent.to).find((box) => box.type === type) ?? null);
}

function boxesIn(view: DataView, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to; ) {
    const box = boxAt(view, at, to - at);
    if (box === null) break;
    boxes.push(box);
    at = box.to;
  }
  return boxes;
}

/** Null where there is no box of at most so many bytes. */
function boxAt(view: DataView, at: number, most: number): Box | null {
  if (at + 8 > view.byteLength) return null;
  const short = view.getUint32(at);
  if (short === 1 && at + 16 > view.byteLength) return null;
  const size = short === 0 ? most : short === 1 ? Number(view.getBigUint64(at + 8)) : short;
  const header = short === 1 ? 16 : 8;
  return size < header || size > most ? null : { type: typeAt(view, at + 4), from: at + header, to: at + size };
}

const typeAt = (view: DataView, at: number) => String.fromCharCode(...Array.from({ length: 4 }, (_, index) => view.getUint8(at + index)));
