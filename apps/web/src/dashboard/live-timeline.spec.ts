import { describe, expect, it, vi } from 'vitest';
import { type AnalysisStatus, type CallState, type ProducerInfo } from '#contracts/call';
import { type TimelineColumns } from '#contracts/timeline-codec';
import { columnsOf, FERPLUS, seen, stretch, unseen } from '../timeline/testing.ts';
import { indicatorOf } from './indicator.ts';
import { LiveTimeline } from './live-timeline.ts';

const PATIENT = '11111111-1111-4111-8111-111111111111';
const CLINICIAN = '22222222-2222-4222-8222-222222222222';
const CAMERA: ProducerInfo = { id: 'camera', source: 'camera', kind: 'video', paused: false };
const RUNNING: AnalysisStatus = { state: 'running', detail: null, classes: FERPLUS };
const NOTHING: TimelineColumns = { durationMs: 0, participants: [], turns: [], markers: [] };

type Patient = Partial<CallState['participants'][number]>;

function callState(nowMs: number, patient: Patient = {}): CallState {
  const shared = {
    consentUnconfirmed: false,
    consentStored: null,
    waitingSince: null,
    presence: 'connected' as const,
    producers: [CAMERA],
  };
  return {
    id: '33333333-3333-4333-8333-333333333333',
    title: 'Call',
    status: 'live',
    nowMs,
    startedAt: null,
    endedAt: null,
    participants: [
      { ...shared, id: CLINICIAN, role: 'clinician', name: 'Eva', consent: null },
      { ...shared, id: PATIENT, role: 'patient', name: 'Jana', consent: 'granted', ...patient },
    ],
  };
}

function setup(history: TimelineColumns = NOTHING) {
  const clock = { ms: 0 };
  const live = new LiveTimeline({ loadHistory: () => Promise.resolve(history), clock: () => clock.ms });
  live.setCallState(callState(0));
  return { live, clock, at: () => [...live.tracks[0]!.store.atMs.subarray(0, live.tracks[0]!.store.length)] };
}

describe('LiveTimeline', () => {
  it('runs on the clock of the call', () => {
    const { live, clock } = setup();
    live.setCallState(callState(5_000));
    clock.ms += 250;
    expect(live.nowMs()).toBe(5_250);
  });

  it('merges history and live samples without duplicates and keeps the gap between them', () => {
    const { live, at } = setup();
    live.setAnalysis(RUNNING);
    live.addSamples(PATIENT, [seen(10_000.4), seen(10_200)]);
    live.mergeHistory({
      ...NOTHING,
      participants: [{ participantId: PATIENT, name: 'Jana', samples: columnsOf([...stretch(0, 3), seen(10_000)]) }],
    });
    expect(at()).toEqual([0, 200, 400, 10_000.4, 10_200]);
  });

  it('shows after a reconnection what was stored, and not what died with a server', async () => {
    vi.useFakeTimers();
    const history = { ...NOTHING, participants: [{ participantId: PATIENT, name: 'Jana', samples: columnsOf(stretch(0, 3)) }] };
    const { live, at } = setup(history);
    live.setAnalysis(RUNNING);
    const handlers = new Map<string, (payload?: unknown) => void>();
    const socket = { connected: false, on: (name: string, handler: () => void) => handlers.set(name, handler), off: vi.fn() };
    const detach = live.attach(socket as unknown as Parameters<LiveTimeline['attach']>[0]);
    live.addSamples(PATIENT, [...stretch(0, 3), seen(600), seen(800)]);
    handlers.get('connect')!();
    live.addSamples(PATIENT, [seen(5_000)]);
    expect(at()).toEqual([0, 200, 400, 600, 800, 5_000]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(at()).toEqual([0, 200, 400, 5_000]);
    detach();
    vi.useRealTimers();
  });

  it('keeps samples that come before the class order is known', () => {
    const { live, at } = setup();
    live.addSamples(PATIENT, [seen(1_000)]);
    expect(live.tracks).toEqual([]);
    live.setAnalysis(RUNNING);
    expect(at()).toEqual([1_000]);
  });

  it('forgets what was erased, of that participant only', () => {
    const { live } = setup();
    live.addSamples(PATIENT, [seen(100)]);
    live.forget(PATIENT);
    live.addSamples(CLINICIAN, [seen(200)]);
    live.setAnalysis(RUNNING);
    expect(live.tracks.map(({ participantId }) => participantId)).toEqual([CLINICIAN]);
    live.forget(CLINICIAN);
    expect(live.tracks).toEqual([]);
  });

  it('learns the class order from history if it missed the status', () => {
    const { live, at } = setup();
    live.addSamples(PATIENT, [seen(1_000)]);
    live.mergeHistory({ ...NOTHING, participants: [{ participantId: PATIENT, name: 'Jana', samples: columnsOf([seen(800)]) }] });
    expect(at()).toEqual([800, 1_000]);
  });

  it('keeps stored turns and adds the one that is open', () => {
    const { live, clock } = setup();
    live.mergeHistory({
      ...NOTHING,
      durationMs: 5_000,
      turns: [{ participantId: PATIENT, startMs: 1_000, endMs: 4_000 }],
      markers: [{ id: 'm', atMs: 2_000, text: '' }],
    });
    live.setCallState(callState(6_000));
    live.setActiveSpeaker(CLINICIAN);
    clock.ms += 1_000;
    expect(live.turns).toEqual([
      { participantId: PATIENT, startMs: 1_000, endMs: 4_000 },
      { participantId: CLINICIAN, startMs: 6_000, endMs: 7_000 },
    ]);
    live.setActiveSpeaker(null);
    clock.ms += 1_000;
    expect(live.turns[1]!.endMs).toBe(7_000);
  });

  it('loads history after every connection, drops malformed events, and leaves the socket clean', async () => {
    vi.useFakeTimers();
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const listeners = new Map<string, (payload: unknown) => void>();
    const socket = {
      connected: true,
      on: (name: string, listener: (payload: unknown) => void) => listeners.set(name, listener),
      off: (name: string) => listeners.delete(name),
    };
    const load = vi.fn(() => Promise.resolve(NOTHING));
    const live = new LiveTimeline({ loadHistory: load });
    const detach = live.attach(socket);
    await vi.advanceTimersByTimeAsync(2_000);
    listeners.get('connect')!(undefined);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(load).toHaveBeenCalledTimes(2);
    listeners.get('analysis')!({ state: 'dancing' });
    expect(live.analysis).toBeNull();
    expect(error).toHaveBeenCalledTimes(1);
    listeners.get('marker')!({ id: '44444444-4444-4444-8444-444444444444', atMs: 7, text: 'x' });
    expect(live.markers).toHaveLength(1);
    detach();
    expect(listeners.size).toBe(0);
    error.mockRestore();
    vi.useRealTimers();
  });
});

describe('indicatorOf', () => {
  function running(samples: Parameters<LiveTimeline['addSamples']>[1], patient: Patient = {}) {
    const { live, clock } = setup();
    live.setAnalysis(RUNNING);
    live.addSamples(PATIENT, samples);
    live.setCallState(callState(live.nowMs(), patient));
    return { live, clock };
  }

  it('shows the label with its probability', () => {
    const { live } = running(stretch(0, 10, (at) => seen(at, 3, 0.8)));
    const now = indicatorOf(live, PATIENT);
    expect(now).toMatchObject({ label: 'sadness', state: 'ok', raw: 'sadness', coverage: 1, reason: null });
    expect(now.probability).toBeCloseTo(0.8);
  });

  it('names the state instead of the last label', () => {
    const { live } = running([...stretch(0, 10), unseen(2_000, 'several-faces')]);
    expect(indicatorOf(live, PATIENT)).toMatchObject({ label: null, state: 'several-faces', probability: null });
  });

  it.each([
    ['withdrawn consent', { consent: 'withdrawn' }, 'no-consent'],
    ['no consent yet', { consent: null }, 'no-consent'],
    ['a lost connection', { presence: 'away' }, 'away'],
    ['a camera that is off', { producers: [{ ...CAMERA, paused: true }] }, 'camera-off'],
  ] satisfies [string, Patient, string][])('shows no label with %s', (_, patient, reason) => {
    const { live } = running(stretch(0, 10), patient);
    expect(indicatorOf(live, PATIENT)).toMatchObject({ label: null, state: 'paused', reason });
  });

  it('shows no label while the analysis is paused, and none that is old', () => {
    const { live, clock } = running(stretch(0, 10));
    live.setAnalysis({ ...RUNNING, state: 'paused', detail: 'Analysis paused.' });
    expect(indicatorOf(live, PATIENT)).toMatchObject({ label: null, state: 'paused', reason: 'analysis', detail: 'Analysis paused.' });
    live.setAnalysis(RUNNING);
    expect(indicatorOf(live, PATIENT).label).toBe('neutral');
    clock.ms += 3_000;
    expect(indicatorOf(live, PATIENT)).toMatchObject({ label: null, state: 'paused', reason: 'stale' });
  });
});
