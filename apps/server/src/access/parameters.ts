import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { Request } from 'express';
import type { Account } from '#contracts/rest';
import { unauthenticated } from '../http/api-exception.ts';
import { type Admitted, admittedOf } from './admitted.ts';
import type { Subject } from './subject.ts';
import { CALL, FACE, FACE_FRAME, FACE_NUMBER, INVITATION, MEDIA_FILE, PARTICIPANT, RECEIPT, RECORDING, RENDER } from './subjects.ts';

type Factory = (data: unknown, context: ExecutionContext) => unknown;
// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- what Reflect takes.
type Class = Function;

/** Which parameter decorator hands over which subject. */
const subjectsByFactory = new Map<Factory, Subject<unknown>>();
const admittedIn = (context: ExecutionContext): Admitted => admittedOf(context.switchToHttp().getRequest<Request>());

/** A parameter decorator for a subject of the path that the caller may reach: the only way from a path to a row. */
function owned(subject: Subject<unknown>) {
  const factory: Factory = (_data, context) => admittedIn(context).get(subject);
  subjectsByFactory.set(factory, subject);
  return createParamDecorator(factory);
}

/** `CallRow` */
export const OwnedCall = owned(CALL);
/** `ParticipantRow` of the route's call. */
export const OwnedParticipant = owned(PARTICIPANT);
/** `RecordingRow` */
export const OwnedRecording = owned(RECORDING);
/** `RenderRow` of the route's recording. */
export const OwnedRender = owned(RENDER);
/** `{ participantId }` of a face of the route's recording. */
export const OwnedFace = owned(FACE);
/** `{ number }` of a face of the route's recording. */
export const OwnedFaceNumber = owned(FACE_NUMBER);
/** `FaceFrame` of the route's recording. */
export const OwnedFaceFrame = owned(FACE_FRAME);
/** `Invited`: the invitation, and the call that it leads to. */
export const InvitedCall = owned(INVITATION);
/** `{ call, participant }` whose receipt the link shows. */
export const ReceiptOf = owned(RECEIPT);
/** `MediaGrant` of the signed address. */
export const MediaFile = owned(MEDIA_FILE);

const currentAccount = (_data: unknown, context: ExecutionContext): Account => {
  const { account } = admittedIn(context);
  if (account === undefined) throw unauthenticated();
  return account;
};
/** The clinician's `Account` that calls; only where a session is asked for. */
export const CurrentAccount = createParamDecorator(currentAccount);

/** What a handler asks for in its parameters. */
export interface Asked {
  subjects: Subject<unknown>[];
  account: boolean;
  rawParameters: boolean;
}

export function askedBy(controller: Class, method: string): Asked {
  const given = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<string, { factory?: Factory }>;
  const factories = Object.values(given).flatMap(({ factory }) => factory ?? []);
  return {
    subjects: factories.flatMap((factory) => subjectsByFactory.get(factory) ?? []),
    account: factories.includes(currentAccount),
    rawParameters: Object.keys(given).some((key) => key.startsWith(`${RouteParamtypes.PARAM}:`)),
  };
}
