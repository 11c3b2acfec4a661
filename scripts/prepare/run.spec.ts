import { expect, it } from 'vitest';
import { cleanEnv, outputOf, run } from './run.mjs';

it('keeps what a nested npm would misread out of its environment, and a person’s own settings in', () => {
  const own = {
    PATH: '/bin',
    npm_config_registry: 'https://registry.example',
    npm_config_userconfig: '/home/me/.npmrc',
    npm_config_cache: '/cache',
  };
  expect(
    cleanEnv({
      ...own,
      npm_package_name: 'attune',
      npm_lifecycle_event: 'start',
      npm_command: 'run',
      npm_config_local_prefix: '/repo',
      npm_config_loglevel: 'silent',
    }),
  ).toEqual(own);
});

it('says what failed, after the last words of the program', async () => {
  const failing = run(process.execPath, ['-e', 'console.error("disk full"); process.exit(3)'], {
    quiet: true,
    failure: 'The build failed.',
  });
  await expect(failing).rejects.toThrow(/^disk full\n\nThe build failed\. \(.* ended with code 3\.\)$/);
});

it('says what failed when the program is not there', async () => {
  await expect(run('attune-no-such-program', [], { failure: 'The build failed.' })).rejects.toThrow(
    /^The build failed\.\n\(attune-no-such-program: .*ENOENT/,
  );
});

it('reads what a program prints', () => {
  expect(outputOf(process.execPath, ['-p', '6 * 7'])).toBe('42');
  expect(outputOf(process.execPath, ['-e', 'process.exit(1)'])).toBeUndefined();
  expect(outputOf('attune-no-such-program', [])).toBeUndefined();
});
