/** Build of the three targets: main (four entries in one folder), preload (one CJS file for the sandbox), renderer. */
import { relative, resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

const root = import.meta.dirname

/** Writes down which installed packages a bundle holds, for the licence notices: their folders, in `.packages.json`. */
function recordPackages(): Plugin {
  return {
    name: 'record-packages',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((output) => (output.type === 'chunk' ? Object.entries(output.modules) : []))
      const used = modules.filter(([, { renderedLength }]) => renderedLength > 0).map(([id]) => relative(root, id.replace(/^\0/, '')).replaceAll('\\', '/'))
      const folders = used.map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]).filter((folder) => folder !== undefined)
      this.emitFile({ type: 'asset', fileName: '.packages.json', source: `${JSON.stringify([...new Set(folders)].sort(), null, 2)}\n` })
    }
  }
}

export default defineConfig({
  main: {
    plugins: [recordPackages()],
    build: {
      // Dependencies are bundled: `out/` runs without node_modules and starts faster.
      externalizeDeps: false,
      sourcemap: true,
      rolldownOptions: {
        input: {
          index: resolve(root, 'src/main/index.ts'),
          'engine-host': resolve(root, 'src/main/engine-host.ts'),
          worker: resolve(root, 'src/main/worker.ts'),
          cli: resolve(root, 'src/main/cli/index.ts'),
          serve: resolve(root, 'src/main/host/web/serve.ts')
        },
        external: ['electron', /^node:/],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' }
      }
    }
  },
  preload: {
    plugins: [recordPackages()],
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: resolve(root, 'src/preload/index.ts') },
        external: ['electron'],
        // A sandboxed preload must be one CommonJS file that requires nothing but `electron`.
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false }
      }
    }
  },
  renderer: {
    root: resolve(root, 'src/renderer'),
    plugins: [vue(), recordPackages()],
    // The window carries the user guide and the licence notices.
    resolve: { alias: { '#resources': resolve(root, 'resources') } },
    build: {
      outDir: resolve(root, 'out/renderer'),
      // Inlined assets would need `data:` in the content security policy.
      assetsInlineLimit: 0,
      minify: true,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: { index: resolve(root, 'src/renderer/index.html') } }
    }
  }
})
