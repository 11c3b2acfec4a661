import { randomUUID } from 'node:crypto';
import { importTranscript, previewTranscript, pushSegments } from '#contracts/transcript';
import { explain } from '../http/explain.ts';
import { handOver, toBytes } from '../threads/hand-over.ts';
import type { UtteranceContent } from '../database/schema/index.ts';
import { Seal } from '../keys/seal.ts';
import { cleanText } from './formats/clean-text.ts';
import { type Cue, TranscriptFormatError } from './formats/cue.ts';
import { readJson } from './formats/json-text.ts';
import { parseTranscript } from './formats/parse-transcript.ts';
import { personNamed } from './speaker-matching.ts';
import { pushedRows } from './pushed-rows.ts';
import { previewOf } from './preview.ts';
import type {
  ExportInput,
  ImportInput,
  ImportOutput,
  NewUtterance,
  PreviewInput,
  PreviewOutput,
  PushInput,
  PushOutput,
  ViewInput,
} from './transcript-tasks.ts';
import { writtenTranscript } from './written-transcript.ts';
import { utterancesOf } from './transcript-pages.ts';

/** Of one insert: small enough that nothing else waits long for the database. */
const BATCH = { rows: 100, characters: 64 * 1024 };
/** The request is an object of texts and numbers. */
const REQUEST_DEPTH = 4;
/** Segments have words. */
const PUSH_DEPTH = 8;

/** Reads the body of an import, and the file in it. */
export function readImport({ body, people, key }: ImportInput): ImportOutput {
  const request = importTranscript.safeParse(jsonOf(body, REQUEST_DEPTH));
  if (!request.success) return { problem: { code: 'invalid-request', message: explain(request.error) } };
  const { content, fileName, offsetMs, replaceCaptions, speakers } = request.data;
  const unknown = speakers.find(({ participantId }) => participantId !== null && !people.some(({ id }) => id === participantId));
  if (unknown !== undefined)
    return { problem: { code: 'invalid-request', message: `"${unknown.name}" is to be a participant whom this call does not have.` } };
  const matched = personNamed(people);
  const chosen = new Map(speakers.map(({ name, participantId }) => [name, participantId]));
  const idOf = (name: string) => chosen.get(name) ?? (chosen.has(name) ? null : matched(name));
  try {
    const { source, cues, skips } = parseTranscript(content, (name) => matched(name) !== null);
    const batches = [...batchesOf(cues, idOf, new Seal(key))];
    return handOver(
      {
        source,
        batches,
        count: cues.length,
        request: { fileName: cleanText(fileName), offsetMs, replaceCaptions },
        skipped: { count: skips.count, first: skips.parts },
      },
      batches,
    );
  } catch (error) {
    if (error instanceof TranscriptFormatError) return { problem: { code: 'transcript-unreadable', message: error.message } };
    throw error;
  }
}

/** Reads the body of a preview, and the file in it. */
export function readPreview({ body, people }: PreviewInput): PreviewOutput {
  const request = previewTranscript.safeParse(jsonOf(body, REQUEST_DEPTH));
  if (!request.success) return { problem: { code: 'invalid-request', message: explain(request.error) } };
  try {
    const bytes = [toBytes(JSON.stringify(previewOf(request.data.content, people)))];
    return handOver({ preview: bytes }, bytes);
  } catch (error) {
    if (error instanceof TranscriptFormatError) return { problem: { code: 'transcript-unreadable', message: error.message } };
    throw error;
  }
}

/** Reads the body of a push. */
export function readPush({ body, people, callId }: PushInput): PushOutput {
  const request = pushSegments.safeParse(jsonOf(body, PUSH_DEPTH));
  return request.success
    ? pushedRows(callId, request.data.segments, people)
    : { problem: { code: 'invalid-request', message: explain(request.error) } };
}

/** The transcript as `GET` answers it. */
export function writeView({ withUtterances, skipped, listened, ...transcript }: ViewInput): Uint8Array[] {
  const { utterances, outside } = utterancesOf(transcript);
  const bytes = [
    toBytes(
      JSON.stringify({
        offsetMs: transcript.offsetMs,
        fileName: transcript.fileName,
        outside,
        ...(listened && { listened }),
        utterances: withUtterances ? utterances : [],
        skipped,
      }),
    ),
  ];
  return handOver(bytes, bytes);
}

/** The transcript as a file. */
export function writeExport({ format, ...transcript }: ExportInput): Uint8Array[] {
  const bytes = [toBytes(writtenTranscript(utterancesOf(transcript).utterances, format))];
  return handOver(bytes, bytes);
}

/** Undefined, which fits no contract, for what is no JSON. */
function jsonOf(body: Uint8Array, maxDepth: number): unknown {
  try {
    return readJson(new TextDecoder().decode(body), maxDepth);
  } catch {
    return undefined;
  }
}

function* batchesOf(cues: readonly Cue[], idOf: (name: string) => string | null, seal: Seal): Generator<Uint8Array> {
  let rows: string[] = [];
  let characters = 0;
  for (const { speaker, startMs, endMs, text, confidence = null, words = null } of cues) {
    const row = JSON.stringify({
      id: randomUUID(),
      participantId: idOf(speaker),
      startMs,
      endMs,
      content: Buffer.from(seal.seal('utterances.content', { speaker, text, words, confidence } satisfies UtteranceContent)).toString(
        'base64',
      ),
    } satisfies NewUtterance);
    if (rows.length >= BATCH.rows || (rows.length > 0 && characters + row.length > BATCH.characters)) {
      yield toBytes(`[${rows.join(',')}]`);
      rows = [];
      characters = 0;
    }
    rows.push(row);
    characters += row.length;
  }
  if (rows.length > 0) yield toBytes(`[${rows.join(',')}]`);
}
