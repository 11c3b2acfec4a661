import { parseArgs } from 'node:util';
import { emotionsOf, isEmotion } from '#contracts/emotion';
import { DEFAULT_PROFILE } from '#contracts/profile';
import { InferenceError } from '#inference/errors';
import { classifierOf, profileOf, readManifest } from '#inference/classify/manifest';
import { STANDARD_INPUT } from './source.ts';

/** The command cannot be carried out as it stands; the message says what to change. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export interface AnalyzeOptions {
  videos: string[];
  /** Null with `listFaces` alone: nothing is written. */
  out: string | null;
  /** Only show who is in the videos. */
  listFaces: boolean;
  /** Whose faces are analysed; null: everybody's. */
  faces: number[] | null;
  profile: string;
  everyNth: number;
  /** Empty: no clips. */
  clips: string[];
  minConfidence: number;
  paddingMs: number;
  annotated: boolean;
  json: boolean;
}

/** @param modelsPath the folder whose manifest says which profiles there are; default: the repository's. @throws UsageError */
export function parseOptions(args: string[], modelsPath?: string): AnalyzeOptions | 'help' {
  const { values, positionals: videos } = parsed(args);
  if (values.help) return 'help';
  if (videos.length === 0) throw new UsageError('Name at least one video.');
  if (videos.filter((video) => video === STANDARD_INPUT).length > 1) throw new UsageError('Standard input (-) can be named once.');
  const listFaces = values['list-faces'];
  if (values.out === '' || (values.out === undefined && !listFaces)) throw new UsageError('Say where to write with --out DIR.');
  const everyNth = numberIn('every', values.every, 1, 300, 'a whole number');
  if (!Number.isInteger(everyNth)) throw new UsageError(`--every takes a whole number from 1 to 300, not "${values.every}".`);
  return {
    videos,
    out: values.out ?? null,
    listFaces,
    faces: facesOf(values.faces, videos.length, listFaces),
    profile: values.profile,
    everyNth,
    clips: clipsOf(values.clips, values.profile, modelsPath),
    minConfidence: numberIn('min-confidence', values['min-confidence'], 0, 1, 'a probability'),
    paddingMs: numberIn('padding', values.padding, 0, 10, 'seconds') * 1_000,
    annotated: values.annotated,
    json: values.json,
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      allowNegative: true,
      options: {
        out: { type: 'string' },
        'list-faces': { type: 'boolean', default: false },
        faces: { type: 'string' },
        profile: { type: 'string', default: DEFAULT_PROFILE },
        every: { type: 'string', default: '5' },
        clips: { type: 'string' },
        'min-confidence': { type: 'string', default: '0.5' },
        padding: { type: 'string', default: '0.5' },
        annotated: { type: 'boolean', default: true },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    if (error instanceof TypeError && 'code' in error) throw new UsageError(`${error.message.replace(/\.$/, '')}.`);
    throw error;
  }
}

function numberIn(name: string, text: string, least: number, most: number, what: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= least && value <= most)) throw new UsageError(`--${name} takes ${what} from ${least} to ${most}, not "${text}".`);
  return value;
}

function facesOf(list: string | undefined, videos: number, listFaces: boolean): number[] | null {
  if (list === undefined) return null;
  if (listFaces) throw new UsageError('--list-faces shows all faces; leave out --faces.');
  if (videos > 1) throw new UsageError('--faces names faces of one video: analyse one at a time with it.');
  const numbers = list.split(',').map((text) => text.trim());
  if (!numbers.every((text) => /^[1-9]\d{0,5}$/.test(text)))
    throw new UsageError(`--faces takes numbers as --list-faces shows them, such as 1,3, not "${list}".`);
  return [...new Set(numbers.map(Number))].sort((a, b) => a - b);
}

/** Checks the profile, too, as its classes are those that there can be clips of. */
function clipsOf(list: string | undefined, profile: string, modelsPath: string | undefined): string[] {
  const known = classesOf(profile, modelsPath);
  if (list === undefined) return [];
  const names = [
    ...new Set(
      list
        .split(',')
        .map((name) => name.trim().toLowerCase())
        .filter((name) => name !== ''),
    ),
  ];
  if (names.length === 0) throw new UsageError(`--clips takes one or more of ${known.join(', ')}, separated by commas.`);
  return names.map((name) => {
    const emotion = known.find((each) => each.toLowerCase() === name);
    if (emotion !== undefined) return emotion;
    const why = isEmotion(name) ? `The profile "${profile}" does not know "${name}"` : `There is no expression "${name}"`;
    throw new UsageError(`${why}. --clips takes one or more of ${known.join(', ')}, separated by commas.`);
  });
}

function classesOf(profile: string, modelsPath: string | undefined): string[] {
  try {
    const manifest = readManifest(modelsPath);
    return emotionsOf(classifierOf(manifest, profileOf(manifest, profile).classifier).classes);
  } catch (error) {
    if (error instanceof InferenceError) throw new UsageError(error.message);
    throw error;
  }
}
