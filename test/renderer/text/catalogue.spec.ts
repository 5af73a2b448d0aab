import { describe, expect, it } from 'vitest'
import { ENGLISH } from '../../../src/renderer/text/english/catalogue'
import { chooseLanguage, t } from '../../../src/renderer/text/text'
import { createTranslate, type Catalogue, type TranslationOf } from '../../../src/renderer/text/translate'

const sources = import.meta.glob<string>('../../../src/renderer/**/*.{vue,ts}', { query: '?raw', import: 'default', eager: true })
const lint = Object.values(import.meta.glob<string>('../../../eslint.config.js', { query: '?raw', import: 'default', eager: true }))[0] ?? ''
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

/** Components that the lint rule against bare words covers; the rule sees text, this file sees words inside expressions. */
const names = [...(/TRANSLATABLE = \[([^\]]*)\]/.exec(lint)?.[1] ?? '').matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '')
const converted = Object.entries(sources).filter(([path]) => names.some((name) => (name.endsWith('/*') ? path.includes(`/components/${name.slice(0, -1)}`) : path.endsWith(`/components/${name}.vue`))))

describe('components with a catalogue', () => {
  it('are those of the lint rule', () => {
    expect(names.length).toBeGreaterThan(8)
    expect(converted.length).toBeGreaterThanOrEqual(names.length)
  })

  it.each(converted.map(([path, text]) => [path.replace(/^.*\/components\//, ''), text]))('%s has no words in its expressions', (_name, text) => {
    const template = text.slice(text.indexOf('<template>'), text.lastIndexOf('</template>'))
    const expressions = [...template.matchAll(/\{\{(.*?)\}\}|:(?:aria-label|title|placeholder|alt)="([^"]*)"/g)].map((match) => match[1] ?? match[2] ?? '')
    const words = expressions.flatMap((code) => [...code.replace(/\bt\('[^']*'/g, '').matchAll(/'([^']*)'|`([^`]*)`/g)].map((match) => match[1] ?? match[2] ?? ''))
    expect(words.filter((word) => /^[A-Z][a-z]|[A-Za-z]{2,} [A-Za-z]/.test(word.replace(/\$\{[^}]*\}/g, '')))).toEqual([])
  })
})
