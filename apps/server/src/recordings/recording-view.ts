import { factsOf, type JobProgress, type RecordedFace, type RecordingView } from '#contracts/recording';
import type { CallRow, ParticipantRow } from '../calls/calls.repository.ts';
import { notAnalysed } from './faces/face-choice.ts';
import type { RecordingFaceRow, RecordingRow } from './recordings.repository.ts';

interface About {
  call: CallRow;
  recording: RecordingRow;
  faces: RecordedFace[];
  progress: JobProgress | null;
  noteSigned: boolean;
}

/** A recording as its owner sees it. */
export function toRecordingView({ call, recording, faces, progress, noteSigned }: About): RecordingView {
  const { id, fileName, status, profile, everyNth, bytes, receivedBytes, video, problem } = recording;
  const facts = factsOf(problem);
  return {
    id,
    title: call.title,
    fileName,
    status,
    createdAt: call.createdAt.toISOString(),
    profile,
    everyNth,
    bytes,
    receivedBytes,
    video,
    faces,
    notAnalysed: notAnalysed(recording),
    progress: status === 'queued' || status === 'analysing' ? progress : null,
    problem: facts[0] ?? null,
    notices: facts,
    hasVideo: recording.source !== null && status !== 'uploading',
    videoDeletedAt: recording.videoDeletedAt?.toISOString() ?? null,
    noteSigned,
    labelLagMs: call.labelLagMs,
  };
}

/** The faces of one recording, by number. */
export function facesOf(recordingId: string, faces: RecordingFaceRow[], participants: ParticipantRow[]): RecordedFace[] {
  const names = new Map(participants.map(({ id, name }) => [id, name]));
  return faces
    .filter((face) => face.recordingId === recordingId)
    .sort((a, b) => a.number - b.number)
    .map(({ participantId, number }) => ({ participantId, number, name: names.get(participantId) ?? '' }));
}
