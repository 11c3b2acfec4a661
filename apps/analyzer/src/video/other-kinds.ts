import { VideoProblem } from './problems.ts';

/** What people choose in place of a video, told by a file's first bytes: each is answered as what it is. */

const WANTED = 'Choose a video: MP4, MOV, AVI, WebM or MKV.';

/** ISO/IEC 23008-12 (HEIF) and its relatives: pictures, one or several, in the boxes of an MP4. */
const PHOTO_BRANDS = new Set(
  'heic heix heim heis hevc hevx hevm hevs mif1 mif2 msf1 miaf avif avis avio MA1A MA1B jpeg jpgs j2ki crx'.split(' '),
);
const PHOTO_STARTS = ['ffd8ff', '89504e470d0a1a0a', 'ff0a', '0000000c4a584c20', '0000000c6a502020', '49492a00', '4d4d002a', '38425053'];
const ARCHIVE_STARTS = ['504b0304', '504b0506', '526172211a07', '377abcaf271c', '1f8b08', '425a68', 'fd377a585a00', '28b52ffd', '4d534346'];
/** As FFmpeg names what it recognises. */
const SOUND_FORMATS = new Set('mp3 wav w64 flac aac loas aiff amr ac3 eac3 caf ape wv tta dsf au mpc mpc8 oma dts'.split(' '));
const PLAYLIST = /^\uFEFF?\s*(#EXTM3U|ffconcat version|\[playlist\])/i;
const PLAYLIST_IN_XML = /<(MPD|playlist|asx|smil)[\s>]/i;

/** @returns what is wrong with the file, where it is a picture: also where a video's container holds it */
export function photoProblem(start: Buffer): VideoProblem | null {
  if (isAnimation(start))
    return new VideoProblem(
      'format-not-supported',
      'Animated pictures (GIF, PNG, WebP) are not supported. Convert it to MP4, or choose a video: MP4, MOV, AVI, WebM or MKV.',
    );
  if (!isPhoto(start)) return null;
  return new VideoProblem('photo', `This is a photo, not a video: expressions are followed over time. ${WANTED}`);
}

/** @param format what FFmpeg takes it for, null: for nothing. @throws VideoProblem for everything that no reader here is for */
export function otherKind(start: Buffer, format: { name: string | null; longName: string | null } | null): VideoProblem {
  if (isText(start)) {
    const text = start.toString('utf8', 0, 4_096);
    if (PLAYLIST.test(text) || (text.trimStart().startsWith('<') && PLAYLIST_IN_XML.test(text)))
      return new VideoProblem(
        'playlist',
        `This is a playlist: it only names files that lie elsewhere, which are never opened. Download the video itself. ${WANTED}`,
      );
    return new VideoProblem('not-a-video', `This is a text file and no video, whatever its name says. ${WANTED}`);
  }
  if (beginsWith(start, ARCHIVE_STARTS) || start.toString('latin1', 257, 262) === 'ustar')
    return new VideoProblem('archive', 'This is an archive, or a document that is packed as one. Unpack it and choose the video in it.');
  if (start.toString('latin1', 0, 5) === '%PDF-') return new VideoProblem('not-a-video', `This is a PDF document. ${WANTED}`);
  if (start.every((byte) => byte === 0))
    return new VideoProblem('not-a-video', 'There are only zeros in this file: copying it was interrupted. Copy or export it again.');
  const name = format?.name ?? null;
  if (name !== null && (SOUND_FORMATS.has(name) || (name === 'ogg' && !start.includes('theora', 0, 'latin1'))))
    return new VideoProblem(
      'no-video-stream',
      'There are no pictures in this file, only sound. Choose a video in which faces can be seen.',
    );
  if (name !== null && ((name.endsWith('_pipe') && name !== 'gif_pipe') || name === 'image2'))
    return new VideoProblem('photo', `This is a photo, not a video: expressions are followed over time. ${WANTED}`);
  if (format === null) return new VideoProblem('not-a-video', `The file is no video, whatever its name says. ${WANTED}`);
  return new VideoProblem(
    'format-not-supported',
    `Files of this kind (${format.longName ?? format.name}) are not supported. Convert it to MP4, or choose a video that is MP4, MOV, AVI, WebM or MKV.`,
  );
}

const beginsWith = (start: Buffer, hex: readonly string[]) => hex.some((bytes) => start.toString('hex', 0, bytes.length / 2) === bytes);
const fourCharacters = (start: Buffer, at: number) => start.toString('latin1', at, at + 4);

function isPhoto(start: Buffer): boolean {
  if (fourCharacters(start, 4) === 'ftyp') return PHOTO_BRANDS.has(fourCharacters(start, 8).trim());
  if (fourCharacters(start, 0) === 'RIFF' && fourCharacters(start, 8) === 'WEBP') return true;
  // A bitmap says how long its header is.
  if (start.toString('latin1', 0, 2) === 'BM' && start.length > 18 && [12, 40, 52, 56, 108, 124].includes(start.readUInt32LE(14)))
    return true;
  if (fourCharacters(start, 0) === 'GIF8') return gifPictures(start) === 1;
  return beginsWith(start, PHOTO_STARTS);
}

function isAnimation(start: Buffer): boolean {
  if (fourCharacters(start, 0) === 'GIF8') return gifPictures(start) > 1;
  if (fourCharacters(start, 0) === 'RIFF' && fourCharacters(start, 8) === 'WEBP')
    return fourCharacters(start, 12) === 'VP8X' && (start[20]! & 0x02) !== 0;
  if (start.toString('hex', 0, 8) !== '89504e470d0a1a0a') return false;
  // Animated PNG: its control chunk stands before the picture's data.
  const control = start.indexOf('acTL', 8, 'latin1');
  const data = start.indexOf('IDAT', 8, 'latin1');
  return control !== -1 && (data === -1 || control < data);
}

/** GIF89a: pictures that begin in these bytes, two at most. */
function gifPictures(start: Buffer): number {
  const table = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
  let pictures = 0;
  let at = 13 + table(start[10] ?? 0);
  while (at < start.length && pictures < 2) {
    const block = start[at];
    if (block === 0x21) at += 2;
    else if (block === 0x2c) {
      pictures++;
      at += 11 + table(start[at + 9] ?? 0);
    } else break;
    // Then come pieces of up to 255 bytes, to one of none.
    while (at < start.length && start[at] !== 0) at += 1 + start[at]!;
    at++;
  }
  return pictures;
}

function isText(start: Buffer): boolean {
  // UTF-16, with the mark that says so.
  if (beginsWith(start, ['fffe', 'feff']) && start[2] !== 0xff) return true;
  return !start.subarray(0, 4_096).some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27));
}
