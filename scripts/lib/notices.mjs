/** Licence notices of the packages that the built app holds, as the build wrote them down. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './build.mjs'

/** Where the notices are kept; the app shows them and packages carry them. */
export const NOTICES = join(ROOT, 'resources/licences/third-party.txt')
const BUNDLES = ['main', 'preload', 'renderer']
const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i
const RULE = '-'.repeat(80)

/** For packages that name their licence and carry no text of it. */
const STANDARD_TEXTS = {
  ISC: (author) => `Copyright (c) ${author}

Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted, provided that the above
copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF
MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES
WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR
IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.`
}

/** Folders of the packages in the build, from the root of the repository. */
function bundledFolders() {
  return [...new Set(BUNDLES.flatMap((name) => JSON.parse(readFileSync(join(ROOT, 'out', name, '.packages.json'), 'utf8'))))].sort()
}

/** Licence and notice files of a package, those of code that it holds itself included. */
function licenceTexts(folder) {
  const below = existsSync(join(folder, 'licenses')) ? readdirSync(join(folder, 'licenses')).sort().map((name) => join('licenses', name)) : []
  return [...readdirSync(folder).filter((name) => LICENCE_FILE.test(name)).sort(), ...below].map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim())
}

function packageNotice(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'))
  const texts = licenceTexts(join(ROOT, folder))
  const standard = STANDARD_TEXTS[license]
  if (texts.length === 0 && standard === undefined) throw new Error(`${name} ${version} carries no licence text; its licence is ${license}`)
  return { title: `${name} ${version} (${license})`, body: (texts.length > 0 ? texts : [standard(typeof author === 'string' ? author : (author?.name ?? 'the authors'))]).join('\n\n') }
}

/**
 * The whole text: a list, then every notice. The same for the same packages.
 * @throws {Error} when the app is not built, or a package comes without a licence
 */
export function makeNotices() {
  const notices = new Map(bundledFolders().map((folder) => packageNotice(folder)).map(({ title, body }) => [title, body]))
  const list = [...notices.keys()].map((title) => `  ${title}`).join('\n')
  const bodies = [...notices].map(([title, body]) => `${RULE}\n${title}\n${RULE}\n\n${body}\n`).join('\n')
  return `Reclaimscope holds these packages of others, each under its own licence.\nElectron and Chromium come with licence files of their own.\n\n${list}\n\n${bodies}`
}
