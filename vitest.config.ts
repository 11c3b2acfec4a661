import { defineConfig } from 'vitest/config';

/** Three suites: `unit` beside the code, `integration` with real processes, `e2e` with real browsers (one at a time). */
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['{apps,libs,scripts}/**/*.spec.{ts,tsx}'], testTimeout: 30_000, hookTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.spec.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: 'e2e', include: ['test/e2e/**/*.spec.ts'], fileParallelism: false, testTimeout: 300_000, hookTimeout: 120_000 },
      },
    ],
  },
});
