/** A file read and written at any position. Calls may overlap: each sees what the ones begun before it did. */
export interface RandomAccessFile {
  /** Bytes, of what was written: sealing adds nothing to it. */
  readonly size: number;
  /** Up to `length` bytes from `position`; fewer only at the end. The buffer is the caller's own. */
  read(position: number, length: number): Promise<Buffer>;
  /** Past the end it grows; a gap reads as zeros. `data` may be reused once the promise is kept. */
  write(position: number, data: Uint8Array): Promise<void>;
  /** Cuts, or grows with zeros. */
  truncate(size: number): Promise<void>;
  /** Everything written so far survives a power cut. */
  sync(): Promise<void>;
  /** Writes what is left, then closes; closes even where that fails. A second call does nothing. */
  close(): Promise<void>;
}

/** Where a file lies, and what it is sealed with: 64 hex digits (32 bytes), or null for a plain file. */
export interface FileRef {
  path: string;
  key: string | null;
}
