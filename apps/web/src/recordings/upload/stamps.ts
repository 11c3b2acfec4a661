import { z } from 'zod';

const KEPT = 'attune-uploads';
const AT_MOST = 50;
const stamps = z.array(z.tuple([z.string(), z.number()]));

function read(): z.infer<typeof stamps> {
  try {
    return stamps.parse(JSON.parse(localStorage.getItem(KEPT) ?? '[]'));
  } catch {
    return [];
  }
}

/** Keeps when the file of an upload was last changed, to know it again after a reload. No name is kept. */
export function keepStamp(recordingId: string, lastModified: number): void {
  try {
    const others = read().filter(([id]) => id !== recordingId);
    localStorage.setItem(KEPT, JSON.stringify([...others, [recordingId, lastModified]].slice(-AT_MOST)));
  } catch {
    // Then name and size have to do.
  }
}

function stampOf(recordingId: string): number | null {
  return read().find(([id]) => id === recordingId)?.[1] ?? null;
}

/** Whether a file is, as far as one can tell, the one whose upload was begun. */
export function isSameFile(
  file: Pick<File, 'name' | 'size' | 'lastModified'>,
  upload: { id: string; fileName: string; bytes: number },
): boolean {
  const stamp = stampOf(upload.id);
  return file.name === upload.fileName && file.size === upload.bytes && (stamp === null || stamp === file.lastModified);
}
