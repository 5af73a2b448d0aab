/** The window's stores over a back end in memory, without a page. */
import { effectScope } from 'vue'
import { createAppModel, type AppModel } from '../../../src/renderer/app-model'
import type { FileIntake } from '../../../src/renderer/stores/back-end'
import type { ProfileStorage } from '../../../src/renderer/stores/profile'
import type { Handlers } from '../../../src/shared/rpc/app-server'
import { ok } from '../../../src/shared/result'
import { createFakeServer, type FakeServer } from './fake-server'

export interface TestWindow extends FakeServer {
  readonly app: AppModel
  readonly downloads: { readonly path: string; readonly name: string }[]
  /** What the window has saved on this machine. */
  readonly saved: ReadonlyMap<string, string>
  readonly stop: () => void
}

const namedById: FileIntake = async (files) => ok(files.map((file) => ({ fileId: `id-${file.name}`, name: file.name })))

/** A started window. */
export async function openWindow(handlers: Handlers = {}, intake: FileIntake = namedById, stored: Readonly<Record<string, string>> = {}): Promise<TestWindow> {
  const fake = createFakeServer(handlers)
  const saved = new Map<string, string>(Object.entries(stored))
  const profile: ProfileStorage = { read: (key) => saved.get(key) ?? null, write: (key, value) => void saved.set(key, value) }
  const downloads: { path: string; name: string }[] = []
  const scope = effectScope()
  const app = scope.run(() => createAppModel({
    hostKind: 'web', backEnd: fake.client, intake, download: (path, name) => downloads.push({ path, name }), profile, dragOut: () => undefined,
    theme: { read: () => null, write: () => undefined, prefersDark: () => false, onSystemChange: () => undefined, apply: () => undefined }
  }))!
  await app.start()
  return { ...fake, app, downloads, saved, stop: () => { scope.stop(); fake.client.close() } }
}

/** A file of `bytes` bytes as a drop gives it. */
export function file(name: string, bytes = 1): File {
  return new File(['x'.repeat(bytes)], name)
}
