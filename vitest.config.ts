import { defineConfig } from 'vitest/config';

/** What starts servers and browsers and waits for them runs file by file; the rest beside each other. */
const BESIDE = ['{client,engine,aws}/test/**/*.test.ts'];
const ONE_BY_ONE = ['{shop,dashboard,tracker}/test/**/*.test.ts', 'test/**/*.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    pool: 'forks',
    projects: [
      { extends: true, test: { name: 'beside', include: BESIDE, maxWorkers: 2, sequence: { groupOrder: 0 } } },
      { extends: true, test: { name: 'one by one', include: ONE_BY_ONE, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
