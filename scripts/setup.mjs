/** `npm run setup -- --yes`: installs what Attune takes of the system. Without `--yes` it says what that would be. */
import { aptInstall, hasApt, missingOf, setupCommand } from './prepare/apt.mjs';
import { parseSetup } from './prepare/arguments.mjs';
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
    const absent = missingOf(packages);
    say(`${purpose}: ${absent.length === 0 ? 'everything is there.' : `missing ${absent.join(', ')}.`}`);
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
