/** `npm run setup -- --yes`: installs what Attune takes of the system. Without `--yes` it says what that would be. */
import { aptInstall, hasApt, isDebian, missingOf, setupCommand } from './prepare/apt.mjs';
import { parseSetup } from './prepare/arguments.mjs';
import { findBrowser } from './prepare/chromium.mjs';
import { runScript, say, StepError } from './prepare/say.mjs';
import { browserPackages, workerPackages } from './prepare/system-packages.mjs';

await runScript(async () => {
  const { yes } = parseSetup(process.argv.slice(2));
  if (process.env['NODE_ENV'] === 'production')
    throw new StepError(
      'NODE_ENV is production: where real patients are served, nothing of the system is changed. Prepare an image instead.',
    );
  if (!hasApt())
    throw new StepError(
      `This installs packages of Debian and its kin. Elsewhere, install what is named so there: ${[workerPackages, browserPackages].flatMap(({ packages }) => packages).join(', ')}.`,
    );
  /** @type {string[]} */
  const missing = [];
  for (const { purpose, packages } of [workerPackages, browserPackages]) {
    // Any browser of Chromium's kind will do, and only Debian has it as a package.
    const isThere = packages === browserPackages.packages && (findBrowser() !== undefined || !isDebian());
    const absent = isThere ? [] : missingOf(packages);
    say(`${purpose}: ${absent.length === 0 ? 'nothing is missing.' : `missing ${absent.join(', ')}.`}`);
    missing.push(...absent);
  }
  if (missing.length === 0) return 0;
  if (!yes) {
    say(`\nNothing was installed. To install them: ${setupCommand}`);
    return 0;
  }
  await aptInstall(missing);
  say('Everything is in place.');
  return 0;
});
