/** Test projects: `unit` (plain Node, parallel) and `e2e` (the built app in a browser, one file at a time). */
import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/** Long enough that a busy machine is no failure, short enough that a test that hangs is one. */
const BUSY_MACHINE_MS = 300_000

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [vue()],
        resolve: { alias: { '#resources': resolve(import.meta.dirname, 'resources') } },
        test: {
          name: 'unit',
          environment: 'node',
          include: ['test/**/*.spec.ts'],
          exclude: ['test/e2e/**', 'test/build/**', 'test/contract/**', 'test/fidelity/**', 'node_modules/**'],
          setupFiles: ['test/support/property-seed.ts'],
          testTimeout: BUSY_MACHINE_MS
        }
      },
      {
        test: {
          name: 'contract',
          environment: 'node',
          include: ['test/contract/**/*.spec.ts'],
          testTimeout: BUSY_MACHINE_MS
        }
      },
      {
        test: {
          name: 'fidelity',
          environment: 'node',
          include: ['test/fidelity/**/*.spec.ts'],
          fileParallelism: false,
          testTimeout: BUSY_MACHINE_MS
        }
      },
      {
        test: {
          // Needs `npm run build` first.
          name: 'build',
          environment: 'node',
          include: ['test/build/**/*.spec.ts'],
          testTimeout: BUSY_MACHINE_MS,
          hookTimeout: BUSY_MACHINE_MS
        }
      },
      {
        test: {
          // Needs `npm run build` first and a Chromium.
          name: 'e2e',
          environment: 'node',
          include: ['test/e2e/**/*.spec.ts'],
          expect: { poll: { timeout: 30_000 } },
          fileParallelism: false,
          testTimeout: BUSY_MACHINE_MS,
          hookTimeout: BUSY_MACHINE_MS,
          retry: 0
        }
      }
    ]
  }
})
