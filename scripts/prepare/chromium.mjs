import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isDebian, needPackages } from './apt.mjs';
import { StepError } from './say.mjs';
import { browserPackages } from './system-packages.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const applications = ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** The path of a browser that is installed; undefined if there is none. */
export function findBrowser() {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...applications].find((path) => existsSync(path));
}

/**
 * The path of Chromium or Chrome for the browser tests: CHROMIUM_PATH, else one that is installed, else Debian's, installed now.
 * @returns {Promise<string>}
 */
export async function prepareChromium() {
  const given = process.env['CHROMIUM_PATH'];
  if (given !== undefined && given !== '') {
    if (!existsSync(given)) throw new StepError(`CHROMIUM_PATH names ${given}, which does not exist. Correct it, or unset it.`);
    return given;
  }
  if (findBrowser() === undefined && isDebian()) await needPackages(browserPackages);
  const found = findBrowser();
  if (found === undefined)
    throw new StepError('The browser tests need Chromium or Chrome. Install one and start again, or set CHROMIUM_PATH to it.');
  return found;
}
