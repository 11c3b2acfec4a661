import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const CANDIDATES = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export interface BrowserOptions {
  /** A `.mjpeg` or `.y4m` that plays as the camera; else Chromium's own moving test picture. */
  camera?: string;
  /** A `.wav` that plays as the microphone, again and again; else Chromium's own beeps. */
  microphone?: string;
  /** none: a computer without camera and microphone. ask: the browser's question is left unanswered by default. Default: fake ones, allowed. */
  devices?: 'fake' | 'none' | 'ask';
  /** What starts Chromium in its place, given its path. */
  by?: (chromium: string) => string;
}

/** A real Chromium of its own. */
export async function launch({ camera, microphone, devices = 'fake', by }: BrowserOptions = {}): Promise<Browser> {
  const executablePath = CANDIDATES.find((candidate) => candidate !== undefined && candidate !== '' && existsSync(candidate));
  if (executablePath === undefined) throw new Error('No Chromium found. Install one, or set CHROMIUM_PATH to its path.');
  const fake = [
    // Few pictures a second where nobody looks at them: encoding is most of what these tests cost.
    camera === undefined ? '--use-fake-device-for-media-stream=fps=5' : '--use-fake-device-for-media-stream',
    ...(camera === undefined ? [] : [`--use-file-for-fake-video-capture=${camera}`]),
    ...(microphone === undefined ? [] : [`--use-file-for-fake-audio-capture=${microphone}`]),
  ];
  return chromium.launch({
    executablePath: by?.(executablePath) ?? executablePath,
    args: [
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--autoplay-policy=no-user-gesture-required',
      '--allow-loopback-in-peer-connection',
      ...(devices === 'none' ? [] : fake),
      ...(devices === 'fake' ? ['--use-fake-ui-for-media-stream'] : []),
    ],
  });
}

export interface ContextOptions {
  /** Pixels; the default is a clinician's small screen. */
  width?: number;
  height?: number;
  /** Default `en`. */
  locale?: string;
  dark?: boolean;
}

/** A fresh profile in the browser. */
export async function newContext(
  browser: Browser,
  { width = 1280, height = 800, locale = 'en', dark = false }: ContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    locale,
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    acceptDownloads: true,
  });
  context.setDefaultTimeout(60_000);
  return context;
}

/** What went wrong inside a page without anybody seeing it. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && message.text().startsWith('Dropped a malformed')) errors.push(message.text());
  });
  return errors;
}
