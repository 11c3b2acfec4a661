import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const SCENARIOS = ['live', 'whole-call', 'panning'] as const;

export interface FrameResult {
  scenario: (typeof SCENARIOS)[number];
  frames: number;
  framesPerSecond: number;
  /** Between two frames. */
  frameMs: Quantiles;
  /** Spent in scripts within a frame. */
  scriptMs: Quantiles;
}

interface Quantiles {
  p50: number;
  p95: number;
  max: number;
}

/**
 * Frame times of the live timeline in a real Chromium, with a call of two hours on the screen and five samples a second coming in: following
 * the live edge, showing the whole call, and panned and zoomed in every frame.
 */
export async function measureTimelineFrames({
  seconds = 10,
  chromiumPath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
} = {}): Promise<FrameResult[]> {
  const root = fileURLToPath(new URL('./timeline/', import.meta.url));
  const outDir = await mkdtemp(join(tmpdir(), 'attune-timeline-'));
  const plugins = [react()];
  await build({ root, configFile: false, plugins, logLevel: 'error', build: { outDir, emptyOutDir: true } });
  const server = await preview({ root, configFile: false, logLevel: 'error', build: { outDir }, preview: { port: 0, host: '127.0.0.1' } });
  const browser = await chromium.launch({ executablePath: chromiumPath, args: FLAGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    await page.goto(server.resolvedUrls?.local[0] ?? '');
    await page.waitForSelector('[data-testid=timeline-chart] canvas');
    const results: FrameResult[] = [];
    for (const scenario of SCENARIOS) {
      const { frameMs, scriptMs } = await page.evaluate<{ frameMs: number[]; scriptMs: number[] }>(
        `window.measure(${JSON.stringify(scenario)}, ${seconds})`,
      );
      const total = frameMs.reduce((sum, ms) => sum + ms, 0);
      results.push({
        scenario,
        frames: frameMs.length,
        framesPerSecond: round((1_000 * frameMs.length) / total),
        frameMs: quantiles(frameMs),
        scriptMs: quantiles(scriptMs),
      });
    }
    return results;
  } finally {
    await browser.close();
    await server.close();
    await rm(outDir, { recursive: true, force: true });
  }
}

function quantiles(values: number[]): Quantiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
}

const round = (value: number) => Math.round(value * 100) / 100;

if (import.meta.main) {
  const results = await measureTimelineFrames();
  console.log(JSON.stringify({ results }));
  process.exit(0);
}
