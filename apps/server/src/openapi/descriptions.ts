import type { z } from 'zod';
import { pushSegments } from '#contracts/transcript';

/** What each route does, by what it is about. A route without a line here fails the test of the document. */
export const DESCRIPTIONS: Record<string, Record<string, string>> = {
  'Signing in': {
    'GET /api/setup': 'Whether the first account still has to be made',
    'POST /api/setup': 'Make the first account, once, and sign in',
    'POST /api/auth/login': 'Sign in: answers with the session\'s cookie',
    'POST /api/auth/logout': 'Sign out',
    'GET /api/auth/me': 'Who is signed in',
  },
  Recordings: {
    'GET /api/recordings/limits': 'How large and how long a video may be, and which profiles there are',
    'GET /api/recordings': 'All recordings, newest first',
    'GET /api/recordings/{id}': 'A recording, and how far its analysis is',
    'PATCH /api/recordings/{id}': 'Give it another title',
    'DELETE /api/recordings/{id}': 'Delete the video and everything found in it',
    'POST /api/recordings/{id}/cancel': 'Stop the analysis',
    'POST /api/recordings/{id}/analyse': 'Analyse it anew',
    'PATCH /api/recordings/{id}/faces/{participantId}': 'Name a face',
    'GET /api/recordings/{id}/video': 'Where the video can be read, for a short time',
    'DELETE /api/recordings/{id}/video': 'Delete the video and everything cut from it, keep the results',
    'GET /api/recordings/{id}/moments': 'The moments that a query finds, such as "happy > 0.7 after 2:00"',
    'GET /api/recordings/{id}/explanation': 'What an estimate rests on: class activation maps of the face',
    'GET /api/recordings/{id}/emotions.csv': 'A row per analysed frame and face',
    'POST /api/recordings/{id}/renders': 'Have an annotated video or clips made',
    'GET /api/recordings/{id}/renders': 'What is being and has been made of the video, newest first',
    'GET /api/recordings/{id}/renders/{renderId}': 'One of them, and where its files can be read',
    'DELETE /api/recordings/{id}/renders/{renderId}': 'Delete one of them with its files',
  },
  Uploads: {},
  Calls: {
    'POST /api/calls': 'Make a call',
    'GET /api/calls': 'All calls, newest first',
    'GET /api/calls/{id}': 'A call',
    'POST /api/calls/{id}/invitation': 'Make a new invitation link',
    'POST /api/calls/{id}/end': 'End a call',
    'GET /api/join/{token}': 'What an invitation link leads to',
    'POST /api/join/{token}': 'Join a call by its link; the rest of the call goes over the socket',
  },
  'Results of calls and recordings': {
    'GET /api/calls/{id}/timeline': 'All samples, speaking turns and markers',
    'GET /api/calls/{id}/summary': 'The summary: segments, shares, the transcript with what was seen',
    'GET /api/calls/{id}/summary.md': 'The summary as Markdown',
    'GET /api/calls/{id}/transcript': 'The transcript',
    'PATCH /api/calls/{id}/transcript': 'Move all of the transcript in time',
    'POST /api/calls/{id}/transcript/import': 'Import WebVTT, SRT or Whisper\'s JSON',
    'POST /api/calls/{id}/transcript/segments': 'Push segments of a transcript, as a platform with the key or as a clinician',
    'GET /api/calls/{id}/note': 'The note',
    'PUT /api/calls/{id}/note': 'Save the note',
    'POST /api/calls/{id}/note/attach': 'Insert the summary into the note, or renew it',
    'POST /api/calls/{id}/note/sign': 'Sign the note',
    'POST /api/calls/{id}/note/reopen': 'Open a signed note again',
  },
  Files: {
    'GET /api/media/{token}': 'Read a file by a signed address, whole or in ranges',
  },
  Server: {
    'GET /api/health': 'How the server is',
  },
};

/** Bodies that a route reads by itself, once it knows who calls. */
export const BODIES: Record<string, z.ZodType> = { 'POST /api/calls/{id}/transcript/segments': pushSegments };

/** Who may call a route that looks for itself. */
export const SECURITY: Record<string, Record<string, string[]>[]> = { 'POST /api/calls/{id}/transcript/segments': [{ platformKey: [] }, { session: [] }] };
