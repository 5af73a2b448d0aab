import { expect, it } from 'vitest'
import { toFileName } from '../../../src/renderer/composables/save-file'

it.each([
  ['pgsteal_anon (pages/s) – zram-v1, replayed', 'pgsteal_anon-pages-s-zram-v1-replayed.csv'],
  ['../../etc/passwd', 'etc-passwd.csv'],
  ['…', 'chart.csv'],
  ['x'.repeat(300), `${'x'.repeat(80)}.csv`]
])('makes a safe file name of %s', (text, name) => {
  expect(toFileName(text, 'csv')).toBe(name)
})
