/** Licence notices: current, and of every package in the build. Run after `npm run build`. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')
const { makeNotices, NOTICES } = (await import(join(ROOT, 'scripts/lib/notices.mjs'))) as { makeNotices: () => string; NOTICES: string }
const notices = readFileSync(NOTICES, 'utf8')

describe('licence notices', () => {
  it('are those of the packages in the build (else: node scripts/make-notices.mjs)', () => {
    expect(makeNotices()).toBe(notices)
  })

  it('name every package that the app depends on at run time', () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
    // `vue` only passes on what lies in its own packages.
    for (const name of Object.keys(dependencies)) expect(notices).toContain(`  ${name === 'vue' ? '@vue/runtime-dom' : name} `)
  })

  it('hold a text of permission under every name', () => {
    const parts = notices.split(/^-{80}\n(.+ \(.+\))\n-{80}\n/m).slice(1)
    const [titles, bodies] = [parts.filter((_, index) => index % 2 === 0), parts.filter((_, index) => index % 2 === 1)]
    expect(titles.length).toBeGreaterThan(5)
    bodies.forEach((body, index) => expect([titles[index], /permission|redistribut|licensed/i.test(body)]).toEqual([titles[index], true]))
  })
})
