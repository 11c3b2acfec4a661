import { type AnalysisStatus } from '#contracts/call';
import { type ConsentDecision } from '#contracts/consent';
import { type SampleState } from '#contracts/emotion';
import { stateOfCode } from '../timeline/codes.ts';
import { type SampleStore } from '../timeline/sample-store.ts';
import { type LiveTimeline } from './live-timeline.ts';

/** Why a card shows no estimate although no sample says so. */
export type QuietReason = 'no-consent' | 'away' | 'camera-off' | 'analysis' | 'waiting' | 'stale';

/** What an indicator card shows. */
export interface Indicator {
  readonly name: string;
  readonly consent: ConsentDecision | 'unconfirmed' | null;
  readonly analysis: AnalysisStatus['state'];
  /** A sentence of the server about the analysis. */
  readonly detail: string | null;
  /** Null whenever there is no estimate now. */
  readonly label: string | null;
  readonly probability: number | null;
  /** `ok` with a label; why there is none otherwise. */
  readonly state: SampleState;
  readonly reason: QuietReason | null;
  readonly raw: string | null;
  readonly rawState: SampleState | null;
  readonly coverage: number | null;
  /** Of the last minute; null where it is not known yet: the baseline is still being taken, or the face was seen too little since. */
  readonly expressivity: { readonly mean: number; readonly coverage: number } | null;
}

/** No sample for this long, or for longer than the rate explains: nothing is known about now. */
const STALE_MS = 2_500;
/** Expressivity is of so much time, and needs to be known for so much of it. */
const [MINUTE_MS, KNOWN_MS] = [60_000, 10_000];

export function indicatorOf(live: LiveTimeline, participantId: string): Indicator {
  const person = live.callState?.participants.find(({ id }) => id === participantId);
  const store = live.tracks.find((track) => track.participantId === participantId)?.store;
  const shared = {
    name: person?.name ?? '',
    consent: person?.consentUnconfirmed === true ? ('unconfirmed' as const) : (person?.consent ?? null),
    // Whoever subscribed late missed the status, but samples that flow say it as well.
    analysis: live.analysis?.state ?? (store === undefined ? 'off' : 'running'),
    detail: live.analysis?.detail ?? null,
  };
  const quiet = (reason: QuietReason): Indicator => ({
    ...shared,
    label: null,
    probability: null,
    state: 'paused',
    reason,
    raw: null,
    rawState: null,
    coverage: null,
    expressivity: null,
  });
  if (shared.consent !== 'granted') return quiet('no-consent');
  if (person?.presence !== 'connected') return quiet('away');
  const camera = person.producers.find(({ source }) => source === 'camera');
  if (camera === undefined || camera.paused) return quiet('camera-off');
  if (shared.analysis !== 'running') return quiet('analysis');
  if (store === undefined || store.length === 0) return quiet('waiting');
  if (live.nowMs() - store.lastMs > Math.max(STALE_MS, store.gapMs)) return quiet('stale');
  const row = store.length - 1;
  const label = store.estimate[row] === 1 ? store.classAt(store.label[row]!) : null;
  const frame = stateOfCode(store.state[row]!) ?? 'ok';
  return {
    ...shared,
    label,
    probability: label === null ? null : store.smoothedAt(row, store.label[row]!),
    state: label === null ? frame : 'ok',
    reason: null,
    raw: store.classAt(store.rawLabel[row]!),
    rawState: frame,
    coverage: store.coverage[row]!,
    expressivity: expressivityOf(store, live.nowMs()),
  };
}

/** Mean of the last minute by time, and the share of it in which it was known. */
function expressivityOf(store: SampleStore, nowMs: number): Indicator['expressivity'] {
  const fromMs = nowMs - MINUTE_MS;
  let [knownMs, sum] = [0, 0];
  for (let row = Math.max(0, store.indexAt(fromMs)); row < store.length; row++) {
    const value = store.expressivity[row]!;
    const standMs = Math.min(nowMs, store.endOf(row)) - Math.max(fromMs, store.atMs[row]!);
    if (value < 0 || standMs <= 0) continue;
    knownMs += standMs;
    sum += value * standMs;
  }
  return knownMs < KNOWN_MS ? null : { mean: sum / knownMs, coverage: Math.min(1, knownMs / MINUTE_MS) };
}

/** The highest raw probability of each frame since `fromMs`, and null where a frame had none. */
export function rawLine(live: LiveTimeline, participantId: string, fromMs: number): { atMs: number; value: number | null }[] {
  const store = live.tracks.find((track) => track.participantId === participantId)?.store;
  if (store === undefined) return [];
  const points: { atMs: number; value: number | null }[] = [];
  for (let row = store.indexAt(fromMs) + 1; row < store.length; row++) {
    if (row > 0 && store.atMs[row]! - store.atMs[row - 1]! > store.gapMs) points.push({ atMs: store.atMs[row - 1]! + 1, value: null });
    const most = store.rawScore[row]!;
    points.push({ atMs: store.atMs[row]!, value: most > 0 ? most : null });
  }
  return points;
}
