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
  message:
    'The program that works on the video ended three times without an answer. Try again; if it stays, convert the video to MP4 (H.264) and upload that.',
};

/** What the database says when the disk is full (PostgreSQL's `disk_full`), or the file system. */
const FULL = ['53100', 'ENOSPC', 'EDQUOT'];

/** Whether anything went wrong for want of room, however deep it lies. */
export function isDiskFull(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause) if (FULL.includes((one as NodeJS.ErrnoException).code ?? '')) return true;
  return false;
}

export const diskFull: Problem = { code: 'disk-full', message: "The server's disk is full. Free some space, then try again." };
