import { renderView } from '#contracts/recording';
import { request } from '../../api/client.ts';

/** The address of a file just now: the one in a list may have ended. Throws ApiError. */
export async function freshArtefactUrl(recordingId: string, renderId: string, artefactId: string): Promise<string | null> {
  const render = await request(renderView, `/api/recordings/${recordingId}/renders/${renderId}`);
  return render.artefacts.find(({ id }) => id === artefactId)?.url ?? null;
}

/** Has the browser save a file. Throws ApiError. */
export async function saveArtefact(recordingId: string, renderId: string, artefactId: string): Promise<void> {
  const url = await freshArtefactUrl(recordingId, renderId, artefactId);
  if (url !== null) followDownload(`${url}${url.includes('?') ? '&' : '?'}download=1`);
}

/** Follows a link to something that the server sends as a file. */
export function followDownload(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.click();
}
