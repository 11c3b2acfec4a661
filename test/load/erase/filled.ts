import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as tus from 'tus-js-client';
import type { CallView } from '#contracts/rest';
import type { RecordingView, RenderView } from '#contracts/recording';
import { makeTwoPeople } from '../../media/two-people.ts';
import { type Clinician, connect, join, request } from '../live/clients.ts';

/** A word that nothing else in the world says. */
export const word = (of: string) => `zq${of}${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}xj`;

/** A call that is over, with a word of its own wherever people write; its patient's and its guest's words are theirs alone. */
export interface FilledCall {
  id: string;
  patientId: string;
  words: string[];
  patientWords: string[];
}

export async function fillCall(url: string, account: Clinician, index: number): Promise<FilledCall> {
  const [title, patient, guest, marker, said, answered, note, file] = ['title', 'pat', 'guest', 'mark', 'said', 'answ', 'note', 'file'].map(
    word,
  ) as [string, string, string, string, string, string, string, string];
  const call = await account.post<CallView>('/api/calls', { title, patientName: '' });
  const link = url + String(call.invitationPath).replace(/^\/join/, '/api/join');
  const joined = await join(link, patient, `127.0.2.${2 * index + 1}`);
  const other = await join(link, guest, `127.0.2.${2 * index + 2}`);
  const clinician = (await connect(url, { callId: call.id }, account.cookie)).socket;
  const sockets = [clinician];
  await request(clinician, 'ready', {});
  for (const one of [joined, other]) {
    const { socket } = await connect(url, { callId: call.id, participantKey: one.participantKey });
    sockets.push(socket);
    await request(socket, 'ready', {});
    await request(clinician, 'admit', { participantId: one.participantId });
  }
  await request(clinician, 'addMarker', { text: marker });
  await account.post(`/api/calls/${call.id}/transcript/segments`, {
    segments: [
      {
        id: word('id'),
        speaker: patient,
        participantId: joined.participantId,
        startMs: 100,
        endMs: 900,
        text: `I feel ${answered} today.`,
      },
      { id: word('id'), speaker: guest, participantId: other.participantId, startMs: 1_000, endMs: 1_900, text: `She says ${said} often.` },
    ],
  });
  for (const socket of sockets) socket.close();
  await account.post(`/api/calls/${call.id}/end`, {});
  await account.post(`/api/calls/${call.id}/transcript/import`, {
    fileName: `${file}.srt`,
    offsetMs: 0,
    replaceCaptions: false,
    content: `1\n00:00:02,000 --> 00:00:03,000\n${guest}: And ${said} again.\n`,
  });
  const { version } = await account.get<{ version: number }>(`/api/calls/${call.id}/note`);
  await account.send('PUT', `/api/calls/${call.id}/note`, { markdown: `About ${note}.`, version });
  return {
    id: call.id,
    patientId: joined.participantId,
    words: [title, patient, guest, marker, said, answered, note, file],
    patientWords: [patient, answered],
  };
}

/** A recording with two people in it, one of them named, and its annotated video. */
export interface FilledRecording {
  id: string;
  faceId: string;
  words: string[];
  faceWords: string[];
}

export async function fillRecording(url: string, account: Clinician, folder: string): Promise<FilledRecording> {
  const [title, file, face, inside] = ['rect', 'recf', 'face', 'bytes'].map(word) as [string, string, string, string];
  const video = path.join(folder, `${file}.mp4`);
  await makeTwoPeople(video);
  // Bytes that players skip.
  await writeFile(video, Buffer.concat([await readFile(video), freeBox(inside)]));
  const id = await upload(url, account, video, { title, filename: path.basename(video) });
  await until('the faces are known', async () => (await account.get<RecordingView>(`/api/recordings/${id}`)).status === 'choosing');
  await account.post(`/api/recordings/${id}/faces`, { faces: [1, 2] });
  await until('it is analysed', async () => (await account.get<RecordingView>(`/api/recordings/${id}`)).status === 'done');
  const { faces } = await account.get<RecordingView>(`/api/recordings/${id}`);
  const faceId = faces[0]!.participantId;
  await account.send('PATCH', `/api/recordings/${id}/faces/${faceId}`, { name: face });
  await account.post(`/api/recordings/${id}/renders`, { kind: 'annotated' });
  await until('it is drawn', async () => (await account.get<RenderView[]>(`/api/recordings/${id}/renders`))[0]?.status === 'done');
  return { id, faceId, words: [title, file, face, inside], faceWords: [face] };
}

function freeBox(text: string): Buffer {
  const box = Buffer.alloc(8 + text.length);
  box.writeUInt32BE(box.length, 0);
  box.write('free', 4, 'latin1');
  box.write(text, 8, 'latin1');
  return box;
}

async function upload(url: string, account: Clinician, video: string, about: { title: string; filename: string }): Promise<string> {
  const bytes = await readFile(video);
  const address = await new Promise<string>((resolve, reject) => {
    const upload = new tus.Upload(bytes as never, {
      endpoint: `${url}/api/recordings/uploads`,
      headers: { cookie: account.cookie },
      metadata: { ...about, consent: 'yes' },
      uploadSize: bytes.length,
      chunkSize: bytes.length,
      onError: reject,
      onSuccess: () => resolve(upload.url ?? ''),
    });
    upload.start();
  });
  return address.split('/').at(-1) ?? '';
}

export async function until(what: string, holds: () => Promise<boolean>, withinMs = 180_000): Promise<void> {
  for (const deadline = Date.now() + withinMs; !(await holds()); ) {
    if (Date.now() > deadline) throw new Error(`It took too long until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
