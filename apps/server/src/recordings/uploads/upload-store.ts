import type { Readable } from 'node:stream';
import { DataStore, Upload } from '@tus/server';
import { FileDamagedError } from '#files/file-damaged-error';
import { openFile, recoverFile } from '#files/open';
import type { FileStore } from '../../files/file-store.ts';
import { conflict } from '../../http/api-exception.ts';
import { recordingUnknown } from '../recording-errors.ts';
import type { RecordingRow, RecordingsRepository } from '../recordings.repository.ts';
import type { UploadIntake } from './upload-intake.service.ts';

/**
 * Uploads as tus sees them, in sealed files. How far one has come is what its file holds, so that nothing is believed to have
 * arrived that a crash took away. Each call is made under the upload's lock.
 */
export class UploadStore extends DataStore {
  override extensions = ['creation', 'creation-with-upload', 'termination'];

  constructor(
    private readonly files: FileStore,
    private readonly repository: RecordingsRepository,
    private readonly intake: UploadIntake,
  ) {
    super();
  }

  /** Records the upload, which gives the file its key, then makes the file. A full disk leaves nothing behind. */
  async begin(id: string, record: () => Promise<void>): Promise<void> {
    await record();
    try {
      await (await openFile(await this.files.refOf(id, id), 'create')).close();
    } catch (error) {
      await this.intake.abandon(id);
      throw error;
    }
  }

  /** @returns where the upload goes on: what a crash or a full disk left half is dropped. */
  override async getUpload(id: string): Promise<Upload> {
    const row = await this.#find(id);
    const offset = row.status === 'uploading' ? await this.#wholeBytes(row) : row.bytes;
    // Where the server stopped between the last byte and its receipt.
    if (offset === row.bytes) await this.intake.complete(id);
    return new Upload({ id, size: row.bytes, offset, metadata: { filename: row.fileName } });
  }

  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    const row = await this.#find(id);
    if (row.status !== 'uploading' || row.source === null) throw conflict('upload-complete', 'The upload is complete.');
    const file = await openFile(await this.files.refOf(id, row.source), 'update');
    let at = offset;
    try {
      for await (const piece of stream as AsyncIterable<Buffer>) {
        await file.write(at, piece);
        at += piece.length;
        await this.intake.received(id, at);
      }
      await file.sync();
    } finally {
      // Also when the client is gone: what came is kept.
      await file.close();
    }
    return at;
  }

  override async remove(id: string): Promise<void> {
    await this.intake.abandon(id);
  }

  async #find(id: string): Promise<RecordingRow> {
    const row = await this.repository.find(id);
    if (row === undefined) throw recordingUnknown();
    return row;
  }

  async #wholeBytes({ id, source }: RecordingRow): Promise<number> {
    if (source === null) throw recordingUnknown();
    const ref = await this.files.refOf(id, source);
    try {
      const file = await openFile(ref, 'update');
      const { size } = file;
      await file.close();
      return size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw recordingUnknown();
      if (!(error instanceof FileDamagedError)) throw error;
      return await recoverFile(ref);
    }
  }
}
