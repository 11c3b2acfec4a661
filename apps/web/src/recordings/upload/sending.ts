import { type RecordingOptions } from '#contracts/recording';

/** Why an upload does not go on. `again`: it is worth trying by itself in a moment (network, proxy, a lock of the try before). */
export interface SendingProblem {
  code: string;
  message: string;
  again: boolean;
}

/** What is to be sent. */
export interface SendingJob {
  file: File;
  /** Recorded in this page: the file exists nowhere else. */
  fromCamera: boolean;
  /** An upload that was begun before and is to be continued; else null. */
  recordingId: string | null;
  title: string;
  options: RecordingOptions;
  language: string;
}

export interface SendingEvents {
  /** The server knows of it now, under this id. */
  onCreated(recordingId: string): void;
  onProgress(sentBytes: number): void;
  onSent(): void;
  onProblem(problem: SendingProblem): void;
}

/** One file on its way. */
export interface Sending {
  /** Begins, or goes on where the server has got to. */
  start(): void;
  /** Stops; what has arrived stays there. No event comes afterwards. */
  stop(): void;
  /** Stops and has the server forget it. */
  discard(): Promise<void>;
}

export type OpenSending = (job: SendingJob, events: SendingEvents) => Sending;
