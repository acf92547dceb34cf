import { defineConfig } from 'vitest/config'

// The analyzers' project runs without isolation: nodejieba keeps one dictionary per process (2.5 s a load). Left alone, vitest
// keeps one core back, which on two cores means one test file at a time.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'analyzers',
          include: ['test/analyzers/**/*.test.ts', 'test/pipeline/**/*.test.ts'],
          globalSetup: ['test/temp-folder.ts'],
          isolate: false,
          pool: 'forks',
          maxWorkers: '100%',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'rooms',
          include: ['test/**/*.test.ts'],
          exclude: ['test/analyzers/**', 'test/pipeline/**'],
          globalSetup: ['test/temp-folder.ts'],
          pool: 'forks',
          maxWorkers: '100%',
          testTimeout: 60_000,
          // A server's first index on a busy machine.
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
