import { defineConfig } from 'vitest/config'

// The analyzers' project runs without isolation in one process: nodejieba keeps one dictionary per process (2.5 s a load).
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'analyzers',
          include: ['test/analyzers/**/*.test.ts', 'test/pipeline/**/*.test.ts'],
          isolate: false,
          pool: 'forks',
          maxWorkers: 1,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'rooms',
          include: ['test/**/*.test.ts'],
          exclude: ['test/analyzers/**', 'test/pipeline/**'],
          pool: 'forks',
          testTimeout: 60_000,
        },
      },
    ],
  },
})
