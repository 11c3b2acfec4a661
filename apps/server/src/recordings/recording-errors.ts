import type { Problem } from '#contracts/recording';
import { VIDEO_PROBLEMS } from '#contracts/recording-link';
import { ApiException, badRequest, conflict, notFound } from '../http/api-exception.ts';

export const recordingUnknown = () => notFound('recording-unknown', 'There is no such recording.');
export const renderUnknown = () => notFound('render-unknown', 'There is no such video.');
export const faceUnknown = () => notFound('face-unknown', 'There is no such face in this recording.');
export const videoDeleted = () => conflict('video-deleted', 'The video has been deleted; only its results are kept. Upload it again.');
export const stillUploading = () => conflict('recording-uploading', 'The video has not arrived yet. Finish the upload first.');
export const recordingBusy = () => conflict('recording-busy', 'The video is being analysed. Wait for it, or cancel it first.');
export const noResults = () => conflict('no-results', 'There are no results yet. Wait until the analysis is done.');
export const pictureUnknown = () => notFound('picture-unknown', 'There is no such picture among those that show who is in this video.');
export const facesNotListed = () =>
  conflict(
    'faces-not-listed',
    'It is not known yet whose faces are in the video. Wait until it has been looked through, or analyse it again.',
  );
/** What a person should know of a recording of which nobody's face is analysed. */
export const nobodyChosen = {
  code: 'nobody-chosen',
  message: 'Nobody in this video is analysed. Change the choice of faces to analyse somebody who has agreed.',
};
/** What a process says of the video, as the answer to a request about it. Its codes have a list of their own ({@link VIDEO_PROBLEMS}). */
export class VideoProblemAnswer extends ApiException<'video-failed'> {
  override readonly code: string;

  constructor({ code, message }: Problem) {
    super('video-failed', message);
    this.code = (VIDEO_PROBLEMS as readonly string[]).includes(code) ? code : 'video-failed';
  }
}
export const noSuchTime = () => badRequest('no-such-time', 'The video is not that long. Choose a time within it.');
export const noEstimate = (why: string) => notFound('no-estimate', `There is no estimate of this face at that time. ${why}`);
export const videoNotReady = () => conflict('video-not-ready', 'A copy that browsers play is still being made. Try again in a while.');
export const videoNotPlayable = (why: string) => conflict('video-not-playable', `There is no copy of the video that browsers play. ${why}`);
