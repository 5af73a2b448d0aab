import { describe, expect, it } from 'vitest'
import { ENGLISH } from '../../../src/renderer/text/english/catalogue'
import { chooseLanguage, t } from '../../../src/renderer/text/text'
import { createTranslate, type Catalogue, type TranslationOf } from '../../../src/renderer/text/translate'
import { wordsOutside } from '../support/words-outside'

const sources = import.meta.glob<string>('../../../src/renderer/**/*.{vue,ts}', { query: '?raw', import: 'default', eager: true })
/** Components, stores and content by their path below `src/renderer`. */
const windowSources = Object.entries(sources).map(([path, text]) => [path.replace(/^.*\/src\/renderer\//, ''), text] as const).filter(([path]) => !path.startsWith('text/'))
/** Words that are the same in every language, or not for the user. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'app-model.ts': ['app model'],
  'components/AppBar.vue': ['Reclaimscope'],
  // Whoever writes a constraint writes it in the language that the back end reads.
  'components/sweep/SweepGoals.vue': ['kcompressd CPU below 10 %', 'energy no more than off', 'direct reclaim time <= 500 ms', 'longest stall below 20 ms', 'reclaim CPU at most 90 % of baseline', 'Interference at most 110 % of baseline', 'zram memory no more than baseline'],
  // What a browser calls a drag of files.
  'composables/use-file-drop.ts': ['Files'],
  // Lines of /proc/meminfo.
  'content/column-draft.ts': ['Cached', 'Active(anon)', 'Inactive(anon)', 'Active(file)', 'Inactive(file)'],
  'content/help-topics.ts': ['Reclaimscope'],
  // Commands for a shell.
  'content/record.ts': [
    '(echo ts,name,value; while :; do read t _ < /proc/uptime; sed "s/^/$t,/; s/ /,/" /proc/vmstat; sleep 0.25; done) > vmstat.csv &\ntrace-cmd record -C boot -b 16384 ',
    'reclaimscope record --serial SERIAL --out my-capture\n'
  ],
  'content/sweep-result.ts': ['Entries'],
  // Names of keys.
  'stores/commands.ts': ['Ctrl+O', 'Ctrl+S', 'Ctrl+Shift+S', 'Equal', 'Minus', 'Comma', 'Ctrl+,', 'Period', 'Ctrl+Z', 'Ctrl+Shift+Z', 'Ctrl+K', 'Ctrl+Shift+P']
}
const allKeys = Object.entries(ENGLISH as Catalogue).flatMap(([area, messages]) => Object.keys(messages).map((name) => `${area}.${name}`))

describe('messages', () => {
  it('are filled in by name, whole numbers as everywhere in the app', () => {
    expect(t('shell.dismiss', { action: 'Open {count}' })).toBe('Dismiss: Open {count}')
    expect(t('shell.amountOf', { done: '1.5 MiB', total: 12345 })).toBe('1.5 MiB of 12\u2009345')
  })

  it('take the form of their number', () => {
    expect([0, 1, 2].map((count) => t('shell.warnings', { count }))).toEqual(['0 warnings', '1 warning', '2 warnings'])
  })

  it('take as many forms as a language has', () => {
    type English = { readonly area: { readonly files: { readonly one: '{count} file'; readonly other: '{count} files' }; readonly open: 'Open' } }
    const polish: TranslationOf<English> = { area: { files: { one: '{count} plik', few: '{count} pliki', many: '{count} plików', other: '{count} pliku' }, open: 'Otwórz' } }
    const translate = createTranslate<English>(polish, 'pl')
    expect([1, 3, 5, 22].map((count) => translate('area.files', { count }))).toEqual(['1 plik', '3 pliki', '5 plików', '22 pliki'])
    expect(translate('area.open')).toBe('Otwórz')
  })

  it('want what their text names, no more and no less', () => {
    // @ts-expect-error a filling is missing
    expect(t('shell.dismiss', {})).toBe('Dismiss: {action}')
    // @ts-expect-error there is no such message
    expect(t('shell.noSuchMessage')).toBe('shell.noSuchMessage')
  })
})

describe('the language', () => {
  it('is the first wanted one that there is', () => {
    expect(chooseLanguage(['de-AT', 'fr', 'en-GB'], ['en', 'fr'])).toBe('fr')
    expect(chooseLanguage(['xx'], ['en', 'fr'])).toBe('en')
    expect(chooseLanguage([])).toBe('en')
  })
})

describe('the English catalogue', () => {
  it('holds no message that nobody shows', () => {
    const used = new Set(Object.values(sources).flatMap((text) => [...text.matchAll(/\bt\('([a-z]+\.\w+)'/g)].map((match) => match[1])))
    expect(allKeys.filter((key) => !used.has(key))).toEqual([])
  })

  it('has both forms of English where a number decides', () => {
    for (const message of Object.values(ENGLISH as Catalogue).flatMap((area) => Object.values(area))) {
      if (typeof message !== 'string') expect([Object.keys(message).sort(), message.other.includes('{count}')]).toEqual([['one', 'other'], true])
    }
  })
})

describe('words of the window', () => {
  it.each(windowSources)('%s: all stand in the catalogue', (path, text) => {
    expect(wordsOutside(path, text).filter((words) => !(ALLOWED[path] ?? []).includes(words))).toEqual([])
  })

  it('are found where they stand: in a text, an attribute, an expression, a script', () => {
    const component = `<script setup lang="ts">const a = \'No such file\'; report(\`Open \${name}\`); const kind = \'side\'; const look = { title: \'beaten\', symbol: \'circle\', columns: [\'rank\', \'kswapd\'] }</script>
      <template><p title="Close it" :aria-label="\'Next one\'" class="is wide">Some words {{ ready ? \'Yes it is\' : t(\'shell.close\') }}<b :class="\'not words\'">12 %</b></p></template>`
    expect(wordsOutside('Made.vue', component).sort()).toEqual(['Close it', 'Next one', 'No such file', 'Open ', 'Some words', 'Yes it is', 'beaten', 'rank'])
  })

  it('are allowed outside only where they are needed', () => {
    const files = new Map(windowSources)
    for (const [path, words] of Object.entries(ALLOWED)) for (const word of words) expect(wordsOutside(path, files.get(path) ?? ''), path).toContain(word)
  })
})
