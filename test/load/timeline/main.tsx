import { SampleColumns } from '#contracts/sample-columns';
import { MantineProvider } from '@mantine/core';
import '@mantine/core/styles.css';
import { createRoot } from 'react-dom/client';
import { IndicatorCard, TimelineStrip } from '#web/dashboard/index.ts';
import { LiveTimeline } from '#web/dashboard/live-timeline.ts';
import { startTexts } from '#web/ui/i18n.ts';
import { theme } from '#web/ui/theme.ts';
import { CLASSES, sampleAt } from './synthetic.ts';

const PATIENT = '11111111-1111-4111-8111-111111111111';
const HISTORY_MS = 7_200_000;
const EVERY_MS = 200;

export type Scenario = 'live' | 'whole-call' | 'panning';

/** Time between frames, and time that scripts took in each of them. */
export interface Frames {
  frameMs: number[];
  scriptMs: number[];
}

declare global {
  interface Window {
    measure: (scenario: Scenario, seconds: number) => Promise<Frames>;
  }
}

await startTexts('all');
const live = new LiveTimeline({ loadHistory: () => Promise.reject(new Error('The bench has no server.')) });
live.setCallState({
  id: '22222222-2222-4222-8222-222222222222',
  title: 'Bench',
  status: 'live',
  nowMs: HISTORY_MS,
  startedAt: null,
  endedAt: null,
  participants: [
    {
      id: PATIENT,
      role: 'patient',
      name: 'Patient',
      presence: 'connected',
      consent: 'granted',
      consentUnconfirmed: false,
      consentStored: 'database',
      waitingSince: null,
      producers: [{ id: 'camera', source: 'camera', kind: 'video', paused: false }],
    },
  ],
});
live.setAnalysis({ state: 'running', detail: null, classes: CLASSES });
live.mergeHistory({
  durationMs: HISTORY_MS,
  participants: [
    {
      participantId: PATIENT,
      name: 'Patient',
      samples: SampleColumns.of(
        CLASSES,
        Array.from({ length: HISTORY_MS / EVERY_MS }, (_, k) => sampleAt(k * EVERY_MS)),
      ),
    },
  ],
  turns: Array.from({ length: 900 }, (_, k) => ({ participantId: PATIENT, startMs: k * 8_000, endMs: k * 8_000 + 5_000 })),
  markers: [{ id: '33333333-3333-4333-8333-333333333333', atMs: 3_600_000, text: 'half' }],
});
setInterval(() => {
  live.addSamples(PATIENT, [sampleAt(live.nowMs())]);
}, EVERY_MS);

createRoot(document.getElementById('root')!).render(
  <MantineProvider theme={theme}>
    <div style={{ width: 320 }}>
      <IndicatorCard live={live} participantId={PATIENT} />
    </div>
    <TimelineStrip live={live} onAddMarker={() => undefined} />
  </MantineProvider>,
);

// Sums what every callback of a frame takes, ours and everybody else's.
let script = 0;
const original = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (callback) =>
  original((at) => {
    const begun = performance.now();
    callback(at);
    // The picture itself is drawn in a microtask after the callback.
    queueMicrotask(() =>
      queueMicrotask(() => {
        script += performance.now() - begun;
      }),
    );
  });

window.measure = (scenario, seconds) =>
  new Promise((resolve) => {
    live.view.goLive();
    if (scenario === 'whole-call') live.view.zoom(1_000);
    else live.view.zoom(180_000 / live.view.getState().liveSpanMs);
    const frames: Frames = { frameMs: [], scriptMs: [] };
    const begun = performance.now();
    let last = 0;
    const frame = (at: number) => {
      if (last > 0) {
        frames.frameMs.push(at - last);
        frames.scriptMs.push(script);
      }
      last = at;
      script = 0;
      const passed = performance.now() - begun;
      if (passed > seconds * 1_000) {
        resolve(frames);
        return;
      }
      if (scenario === 'panning') {
        const span = 60_000 + 3_000_000 * (1 + Math.sin(passed / 700));
        const fromMs = (3_000_000 * (1 + Math.sin(passed / 1_100))) / 2;
        live.view.show({ fromMs, toMs: fromMs + span });
      }
      original(frame);
    };
    setTimeout(() => original(frame), 1_000);
  });
