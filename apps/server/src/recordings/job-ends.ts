import type { Problem } from '#contracts/recording';

/** A person does not want the job any more. */
export class Cancelled extends Error {
  override name = 'Cancelled';
  constructor() {
    super('The job was cancelled.');
  }
}

/** The server stops; the job goes on when one starts again. */
export class GivenBack extends Error {
  override name = 'GivenBack';
  constructor() {
    super('The server stops; the job goes on from where it is.');
  }
}

/** Another run or nobody wants what this one has found. */
export class Superseded extends Error {
  override name = 'Superseded';
  constructor() {
    super('The job has been replaced or cancelled.');
  }
}

/** The process ended without an answer: killed, crashed, or silent for too long. */
export class ProcessEnded extends Error {
  override name = 'ProcessEnded';
}

/** It ended on this video again and again. */
export const gaveUp: Problem = {
  code: 'video-failed',
  message: 'The program that works on the video ended three times without an answer. Try again; if it stays, convert the video to MP4 (H.264) and upload that.',
};
