import type { SpeakingTurn } from '#contracts/call';
import { SAMPLE_STATES, type SampleColumns } from '#contracts/sample-columns';
import type { CallSummary, JoinedUtterance, ParticipantSummary } from '#contracts/summary';
import type { Utterance } from '#contracts/transcript';
import { conversationOf } from './conversation.ts';
import { ExpressionTrack, lengthOf, timePerLabel } from './expression-track.ts';
import { expressivityOf } from './expressivity.ts';
import { changePointsOf, segmentsOf, strongestOf } from './segments.ts';
import { union } from './stretches.ts';

const SPARK_STEPS = 24;
const SPARK_STEP_MS = 250;
const PAUSED = SAMPLE_STATES.indexOf('paused');

export interface SummaryInput {
  call: { id: string; title: string; startedAt: string | null; durationMs: number };
  participants: { id: string; name: string; role: string }[];
  samples: { participantId: string; samples: SampleColumns }[];
  turns: SpeakingTurn[];
  utterances: Utterance[];
  unreviewed: boolean;
  /** Of a recording's labels (`lag.ts`); a call's stay where the clinician saw them: 0. */
  lagMs?: number;
  /** Whether all samples are of one picture, as a recording's are: who has none while others have was not in it. */
  onePicture?: boolean;
}

/** Timeline ⨝ transcript ⨝ speaking turns: what a finished call comes to. */
export function summarize({
  call,
  participants,
  samples,
  turns,
  utterances,
  unreviewed,
  lagMs = 0,
  onePicture = false,
}: SummaryInput): CallSummary {
  const analysed = samples.filter((timeline) => wasAnalysed(timeline.samples));
  const tracks = new Map(
    analysed.map((timeline) => [timeline.participantId, new ExpressionTrack(timeline.samples, call.durationMs, lagMs)]),
  );
  const expressivities = new Map(analysed.map((timeline) => [timeline.participantId, expressivityOf(timeline.samples, call.durationMs)]));
  const watchedMs = onePicture
    ? union([...tracks.values()].flatMap(({ pieces }) => pieces)).reduce((sum, stretch) => sum + lengthOf(stretch), 0)
    : 0;
  const names = new Map(participants.map(({ id, name }) => [id, name]));
  return {
    version: 1,
    callId: call.id,
    title: call.title,
    startedAt: call.startedAt,
    durationMs: call.durationMs,
    unreviewed,
    participants: participants.map(({ id, name, role }) => {
      const talkMs = turns.filter((turn) => turn.participantId === id).reduce((sum, turn) => sum + lengthOf(turn), 0);
      const track = tracks.get(id);
      return {
        participantId: id,
        name,
        role,
        talkMs,
        talkShare: call.durationMs > 0 ? Math.min(1, talkMs / call.durationMs) : 0,
        expression:
          track === undefined
            ? null
            : { ...expressionOf(track, utterances, call.durationMs, watchedMs), expressivity: expressivities.get(id) ?? null },
      };
    }),
    conversation: conversationOf(turns, utterances, names),
    transcript: joinTranscript(utterances, tracks, names),
  };
}

const wasAnalysed = ({ state, length }: SampleColumns) => state.subarray(0, length).some((code) => code !== PAUSED);

function expressionOf(
  track: ExpressionTrack,
  utterances: Utterance[],
  durationMs: number,
  watchedMs: number,
): Omit<NonNullable<ParticipantSummary['expression']>, 'expressivity'> {
  const time = timePerLabel(track.pieces);
  const estimatedMs = [...time.values()].reduce((sum, ms) => sum + ms, 0);
  const segments = segmentsOf(track);
  return {
    classes: [...track.classes],
    coverage: durationMs > 0 ? Math.min(1, estimatedMs / durationMs) : 0,
    timeMs: Object.fromEntries(track.classes.map((label) => [label, time.get(label) ?? 0])),
    withoutEstimateMs: withoutEstimate(track, durationMs, watchedMs),
    segments,
    changePoints: changePointsOf(segments),
    strongest: strongestOf(segments).map((segment) => ({ ...segment, said: saidDuring(utterances, segment.startMs, segment.endMs) })),
  };
}

/** Time by the state that kept an estimate away. Time without any sample counts as without a face where the picture was watched, else as paused. */
function withoutEstimate(track: ExpressionTrack, durationMs: number, watchedMs: number): Record<string, number> {
  const time: Record<string, number> = {};
  let sampledMs = 0;
  for (const piece of track.pieces) {
    sampledMs += lengthOf(piece);
    if (piece.label === null) time[piece.state] = (time[piece.state] ?? 0) + lengthOf(piece);
  }
  const absentMs = Math.max(0, watchedMs - sampledMs);
  if (absentMs > 0) time['no-face'] = (time['no-face'] ?? 0) + absentMs;
  const unsampledMs = durationMs - sampledMs - absentMs;
  if (unsampledMs > 0) time['paused'] = (time['paused'] ?? 0) + unsampledMs;
  return time;
}

function saidDuring(utterances: Utterance[], startMs: number, endMs: number) {
  return utterances
    .filter((utterance) => utterance.startMs < endMs && utterance.endMs > startMs)
    .map(({ speaker, text, startMs: saidAtMs }) => ({ speaker, text, startMs: saidAtMs }));
}

function joinTranscript(utterances: Utterance[], tracks: Map<string, ExpressionTrack>, names: Map<string, string>): JoinedUtterance[] {
  const most = [...tracks].sort(([, a], [, b]) => b.pieces.length - a.pieces.length)[0]?.[0];
  return utterances.map((utterance) => {
    const { participantId: speakerId } = utterance;
    // Who speaks is looked at first; while nobody analysed speaks, it is how the one who is analysed listens.
    const shownId = speakerId !== null && tracks.has(speakerId) ? speakerId : most;
    const track = shownId === undefined ? undefined : tracks.get(shownId);
    if (shownId === undefined || track === undefined)
      return { ...utterance, emotion: { coverage: 0, shares: null, leading: null }, spark: [], emotionOf: null };
    // An utterance of no length still stands for a moment.
    const endMs = Math.max(utterance.endMs, utterance.startMs + SPARK_STEP_MS);
    const steps = Math.min(SPARK_STEPS, Math.max(1, Math.round((endMs - utterance.startMs) / SPARK_STEP_MS)));
    const part = speakerId === null ? 'unknown' : speakerId === shownId ? 'speaking' : 'listening';
    return {
      ...utterance,
      emotion: track.distribution(utterance.startMs, endMs),
      spark: track.spark(utterance.startMs, endMs, steps),
      emotionOf: { participantId: shownId, name: names.get(shownId) ?? '', part },
    };
  });
}
