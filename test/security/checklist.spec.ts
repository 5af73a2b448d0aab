/** The table of security rules names tests that exist. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const TESTS = resolve(import.meta.dirname, '..')
const TABLE = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
const specs = new Map((readdirSync(TESTS, { recursive: true }) as string[]).filter((name) => name.endsWith('.spec.ts')).map((name) => [basename(name), readFileSync(join(TESTS, name), 'utf8')]))

const rows = TABLE.split('\n').filter((line) => /^\| (?!Rule|#|-)/.test(line)).map((line) => line.split('|').map((cell) => cell.trim()).slice(1, -1))

/** Tests that a cell names: `file` "title"; "another title of the same file"; `other` 'entry of a list of rules'. */
function namedTests(cell: string): { readonly file: string; readonly title: string }[] {
  let file = ''
  return cell.split(/;\s+(?=["'`])/).map((part) => {
    file = /`([^`]+\.spec\.ts)`/.exec(part)?.[1] ?? file
    return { file, title: /["'](.+)["']$/.exec(part)?.[1] ?? '' }
  })
}

describe('the table of security rules', () => {
  it("has Electron's twenty items, each with a rule", () => {
    const items = rows.filter((cells) => cells.length === 4)
    expect(items.map(([number]) => Number(number))).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    expect(items.every(([, item, rule]) => item !== '' && rule !== '')).toBe(true)
  })

  it.each(rows.map((cells) => [cells.slice(0, -1).join(': '), cells.at(-1) ?? '']))('%s', (_rule, cell) => {
    const tests = namedTests(cell)
    expect(tests.length).toBeGreaterThan(0)
    for (const { file, title } of tests) {
      expect(title).not.toBe('')
      expect([file, title, specs.get(file)?.includes(title)]).toEqual([file, title, true])
    }
  })
})
