import sharp from 'sharp';

/** The smallest picture looked for is a face crop as the classifier gets it, 48×48: a window of half of it always fits inside. */
const WINDOW = (48 * 48) / 2;
const STEP = WINDOW / 2;

/**
 * Finds pictures in bytes: encoded ones (JPEG, PNG, WebP, GIF), raw ones (planes of 8 bits, tensors of 32 bit floats), and
 * either of them written as base64, hex or a list of numbers. Answers a line for each finding; empty if there is none.
 */
export async function picturesIn(bytes: Buffer): Promise<string[]> {
  const text = bytes.toString('latin1');
  const found = [...(await encodedIn(bytes)), ...rawIn(bytes), ...numbersIn(text)];
  for (const hidden of written(text)) {
    for (const finding of [...(await encodedIn(hidden)), ...rawIn(hidden)]) found.push(`${finding}, written as text`);
  }
  return found;
}

const SIGNATURES = [
  { name: 'JPEG', bytes: Buffer.from([0xff, 0xd8, 0xff]) },
  { name: 'PNG', bytes: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) },
  { name: 'WebP', bytes: Buffer.from('RIFF') },
  { name: 'GIF', bytes: Buffer.from('GIF8') },
];

/** Three bytes also come about by chance, so that only counts what a decoder takes for the head of a picture. */
async function encodedIn(bytes: Buffer): Promise<string[]> {
  const found: string[] = [];
  for (const signature of SIGNATURES) {
    for (let at = bytes.indexOf(signature.bytes); at >= 0; at = bytes.indexOf(signature.bytes, at + 1)) {
      const picture = await sharp(bytes.subarray(at, at + 4 * 1024 * 1024), { failOn: 'none' })
        .metadata()
        .catch(() => null);
      if (picture !== null) found.push(`${signature.name} of ${picture.width}×${picture.height} at byte ${at}`);
    }
  }
  return found;
}

/** Pictures are the only thing in which nearly every value is close to its neighbour and yet all of them differ widely. */
function rawIn(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at + WINDOW <= bytes.length; at += STEP) {
    if (looksLikePicture(bytes.subarray(at, at + WINDOW), 256)) found.push(`Raw picture at byte ${at}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(WINDOW);
  for (let shift = 0; shift < 4; shift++) {
    for (let at = shift; at + WINDOW * 4 <= bytes.length; at += STEP * 4) {
      // Two values tell most other bytes apart at once.
      if (!plausible(view.getFloat32(at, true)) || !plausible(view.getFloat32(at + STEP * 2, true))) continue;
      for (let index = 0; index < WINDOW; index++) values[index] = view.getFloat32(at + index * 4, true);
      if (values.every(plausible) && looksLikePicture(values, 4)) found.push(`Raw tensor at byte ${at}`);
    }
  }
  return found;
}

/** What a normalised grey value can be: within some standard deviations, and no tiny number as other bytes make them. */
const plausible = (value: number) => value === 0 || (Math.abs(value) > 1e-4 && Math.abs(value) < 300);

/**
 * `range`: how far the darkest value is from the brightest. The limits lie between the composite faces (as crop and as frame)
 * and everything that a fresh database's files hold, above all its sorted indexes.
 */
function looksLikePicture(values: ArrayLike<number>, range: number): boolean {
  let [sum, squares, steps, changes, edges] = [0, 0, 0, 0, 0];
  const distinct = new Set<number>();
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    sum += value;
    squares += value * value;
    distinct.add(value);
    if (at === 0) continue;
    const step = Math.abs(value - values[at - 1]!);
    steps += step;
    if (step > 0) changes++;
    if (step > range / 8) edges++;
  }
  const [changing, edgy] = [changes / values.length, edges / values.length];
  const deviation = Math.sqrt(Math.max(0, squares / values.length - (sum / values.length) ** 2));
  const roughness = steps / values.length / deviation;
  if (deviation < range / 40 || distinct.size < 80) return false;
  const detailed = changing > 0.85 && roughness < 0.25 && edgy < 0.06;
  const flat = changing > 0.25 && roughness < 0.12 && edgy < 0.03;
  return detailed || flat;
}

/** Long runs of base64 or hex, decoded. */
function* written(text: string): Generator<Buffer> {
  for (const [run] of text.matchAll(/[A-Za-z0-9+/]{400,}={0,2}/g)) {
    if (/^[0-9a-fA-F]+$/.test(run)) yield Buffer.from(run, 'hex');
    yield Buffer.from(run, 'base64');
  }
  for (const [run] of text.matchAll(/[A-Za-z0-9_-]{400,}/g)) yield Buffer.from(run, 'base64url');
}

/** A list of so many numbers in a row is no list of scores, of which a sample has eight. */
function numbersIn(text: string): string[] {
  return [...text.matchAll(/(?:-?\d{1,20}(?:\.\d{1,20})?(?:e-?\d{1,3})?[,\s]{1,4}){500,}/g)].map(
    ({ 0: run, index }) => `A list of numbers, ${run.length} characters long, at byte ${index}`,
  );
}
