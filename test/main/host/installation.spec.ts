import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { locateInstallation } from '../../../src/main/host/installation'

describe('the installation', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'installation-'))
    mkdirSync(join(root, 'out/main/chunks'), { recursive: true })
    writeFileSync(join(root, 'out/main/worker.js'), '')
  })
  afterEach(() => rmSync(root, { recursive: true }))

  it.each(['out/main/serve.js', 'out/main/chunks/back-end-x.js'])('is found from %s', (module) => {
    const found = locateInstallation(pathToFileURL(join(root, module)).href)
    expect(found.workerEntry.href).toBe(pathToFileURL(join(root, 'out/main/worker.js')).href)
    expect(found).toMatchObject({
      rendererFolder: join(root, 'out/renderer'), preloadEntry: join(root, 'out/preload/index.cjs'), engineHostEntry: join(root, 'out/main/engine-host.js'), samplePath: join(root, 'resources/sample')
    })
  })

  it('has its sample beside the archive when it is packaged', () => {
    const archive = join(root, 'app.asar')
    mkdirSync(join(archive, 'out/main'), { recursive: true })
    writeFileSync(join(archive, 'out/main/worker.js'), '')
    const found = locateInstallation(pathToFileURL(join(archive, 'out/main/engine-host.js')).href)
    expect(found).toMatchObject({ rendererFolder: join(archive, 'out/renderer'), samplePath: join(root, 'app.asar.unpacked/resources/sample') })
  })

  it('is not found in sources that are not built', () => {
    expect(() => locateInstallation(pathToFileURL(join(root, 'src/a.ts')).href)).toThrow('the app is not built')
  })
})
