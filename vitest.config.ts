import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{client,engine,aws,shop,dashboard,tracker}/test/**/*.test.ts', 'test/**/*.test.ts'],
    // The first of them decides where the browser is unpacked.
    globalSetup: ['test/temporary-folder.ts', 'dashboard/test/setup.ts'],
    // Only what hangs takes so long: a machine that is busy with other things must fail no test.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    pool: 'forks',
    // Much of the time of servers and browsers is spent waiting.
    maxWorkers: 2,
  },
});
