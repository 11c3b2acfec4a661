import { Injectable } from '@nestjs/common';
import type { FaceFrame } from '#contracts/recording-faces';
import type { CallRow, ParticipantRow } from '../calls/calls.repository.ts';
import type { Invited } from '../calls/invitations.service.ts';
import type { MediaGrant } from '../files/media-token.ts';
import type { ApiException } from '../http/api-exception.ts';
import type { RecordingRow } from '../recordings/recordings.repository.ts';
import type { RenderRow } from '../recordings/renders/renders.repository.ts';
import type { Admitted } from './admitted.ts';
import { Subject } from './subject.ts';

export const CALL = new Subject<CallRow>('call', 'id');
/** Of the route's call. */
export const PARTICIPANT = new Subject<ParticipantRow>('participant', 'participantId');
export const RECORDING = new Subject<RecordingRow>('recording', 'id');
/** Of the route's recording. */
export const RENDER = new Subject<RenderRow>('render', 'renderId');
/** Of the route's recording: the participant whom it stands for. */
export const FACE = new Subject<{ participantId: string }>('face', 'participantId');
/** Of the route's recording: a face by its number, whether or not anything is known of it. */
export const FACE_NUMBER = new Subject<{ number: number }>('face', 'number', 'number');
/** Of the route's recording: a picture that shows who is in it, by its time in milliseconds. */
export const FACE_FRAME = new Subject<FaceFrame>('picture', 'atMs', 'number');
/** An invitation's link, and the call that it leads to. */
export const INVITATION = new Subject<Invited>('invitation', 'token', 'secret');
/** The participant whose receipt a link shows, and their call. */
export const RECEIPT = new Subject<{ call: CallRow; participant: ParticipantRow }>('receipt', 'token', 'secret');
/** The file that a signed address lets its holder read. */
export const MEDIA_FILE = new Subject<MediaGrant>('media file', 'token', 'secret');

export interface Loader<T> {
  /** What is said of an id that is malformed, unknown or another's: always the same. */
  unknown(): ApiException;
  /** The subject if this caller may reach it, else undefined. May throw, with what a secret that was once valid deserves. */
  find(id: string, admitted: Admitted): Promise<T | undefined>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** How each subject is found; every feature says it of its own. */
@Injectable()
export class Subjects {
  readonly #loaders = new Map<Subject<unknown>, Loader<unknown>>();

  provide<T>(subject: Subject<T>, loader: Loader<T>): void {
    this.#loaders.set(subject, loader);
  }

  has(subject: Subject<unknown>): boolean {
    return this.#loaders.has(subject);
  }

  async load(subject: Subject<unknown>, id: string, admitted: Admitted): Promise<unknown> {
    const loader = this.#loaders.get(subject);
    if (loader === undefined) throw new Error(`Nobody can find a ${subject.name}.`);
    const found = subject.kind === 'id' && !UUID.test(id) ? undefined : await loader.find(id, admitted);
    if (found === undefined) throw loader.unknown();
    return found;
  }
}
