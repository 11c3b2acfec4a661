import { expect, it } from 'vitest';
import { z } from 'zod';
import * as recording from './recording.ts';
import * as rest from './rest.ts';
import { handshakeAuth, requests } from './socket-events.ts';
import * as transcript from './transcript.ts';

/** Everything that a request may be made of, by the name that a failure is told by. */
const incoming: Record<string, z.ZodType> = {
  handshakeAuth,
  ...Object.fromEntries(Object.entries(requests).map(([name, { request }]) => [name, request])),
  setupRequest: rest.setupRequest,
  loginRequest: rest.loginRequest,
  createCall: rest.createCall,
  renewInvitation: rest.renewInvitation,
  joinRequest: rest.joinRequest,
  saveNote: rest.saveNote,
  pushSegments: transcript.pushSegments,
  importTranscript: transcript.importTranscript,
  moveTranscript: transcript.moveTranscript,
  recordingOptions: recording.recordingOptions,
  uploadMetadata: recording.uploadMetadata,
  renameRecording: recording.renameRecording,
  renameFace: recording.renameFace,
  renderRequest: recording.renderRequest,
};

/** The paths of strings in a schema that know no bound: `serverText()` slipped into a request. */
function unbounded(schema: z.core.$ZodType, path: string): string[] {
  const { def } = schema._zod;
  const inner = def as {
    shape?: Record<string, z.core.$ZodType>;
    element?: z.core.$ZodType;
    innerType?: z.core.$ZodType;
    in?: z.core.$ZodType;
    options?: z.core.$ZodType[];
    checks?: unknown[];
    format?: string;
  };
  if (def.type === 'string') return inner.checks === undefined && inner.format === undefined ? [path] : [];
  return [
    ...Object.entries(inner.shape ?? {}).flatMap(([key, value]) => unbounded(value, `${path}.${key}`)),
    ...[inner.element, inner.innerType, inner.in].flatMap((one) => (one === undefined ? [] : unbounded(one, path))),
    ...(inner.options ?? []).flatMap((one) => unbounded(one, path)),
  ];
}

it.each(Object.entries(incoming))('%s has no string that anything may be put into', (name, schema) => {
  expect(unbounded(schema, name)).toEqual([]);
});

it('notices one', () => {
  expect(unbounded(z.object({ a: z.array(z.object({ b: z.string().optional() })) }), 'x')).toEqual(['x.a.b']);
});
