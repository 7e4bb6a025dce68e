import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{client,engine,shop,dashboard,tracker,aws}/test/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 30_000,
    pool: 'forks',
  },
});
