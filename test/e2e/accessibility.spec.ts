import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { cameraVideo } from '../../scripts/demo/camera-video.ts';
import { makeTwoPeople } from '../media/two-people.ts';
import { faultsOf } from './support/axe.ts';
import { launch } from './support/browser.ts';
import { walkCall, walkRecording } from './support/screens.ts';
import { SETUP_WITHIN_MS, TestServer } from './support/server.ts';

const RESULTS = path.join(import.meta.dirname, 'results');
const ANALYSED_WITHIN_MS = 240_000;

/** axe-core on every screen, in both themes, with the clinician at a laptop and the patient on a phone. */
describe('every screen can be read and used by everyone', { timeout: 2 * ANALYSED_WITHIN_MS }, () => {
  let folder: string;
  let server: TestServer;
  let near: Browser;
  let far: Browser;
  let clinician: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    await mkdir(RESULTS, { recursive: true });
    folder = await mkdtemp(path.join(tmpdir(), 'attune-screens-'));
    const camera = await cameraVideo({ width: 640, height: 360 });
    await makeTwoPeople(path.join(folder, 'visit.mp4'));
    server = await TestServer.start();
    [near, far] = await Promise.all([launch(), launch({ camera })]);
  }, SETUP_WITHIN_MS);

  afterAll(async () => {
    await Promise.all([near?.close(), far?.close()]);
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Pages follow the system's scheme unless told otherwise, so one walk sees both. */
  const visit = async (name: string, page: Page) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      // Colours fade into those of the other theme; loaders turn for ever.
      await page.evaluate(
        `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
          .then(() => Promise.all(document.getAnimations()
            .filter(({ playState, effect }) => playState === 'running' && effect.getComputedTiming().iterations !== Infinity)
            .map(({ finished }) => finished.catch(() => undefined))))
          .then(() => undefined)`,
      );
      // Everything but colours is the same in both.
      const found = await faultsOf(page, colorScheme === 'light' ? undefined : ['color-contrast', 'link-in-text-block']);
      if (found.length > 0) await page.screenshot({ path: path.join(RESULTS, `axe-${name}-${colorScheme}.png`) });
      faults.push(...found.map((fault) => `${name}, ${colorScheme}: ${fault}`));
    }
    await page.emulateMedia({ colorScheme: 'light' });
  };

  it('of a call', async ({ onTestFailed }) => {
    onTestFailed(() => {
      console.log(faults.splice(0).join('\n'));
    });
    clinician = await walkCall({ server, near, far, patientLook: { width: 390, height: 844 }, visit });
    expect(faults).toEqual([]);
  });

  it('of a recording', async ({ onTestFailed }) => {
    onTestFailed(() => {
      console.log(faults.join('\n'));
    });
    await walkRecording(clinician, server.url, path.join(folder, 'visit.mp4'), visit, ANALYSED_WITHIN_MS);
    expect(faults.splice(0)).toEqual([]);
  });
});
