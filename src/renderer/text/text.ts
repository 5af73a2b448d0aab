/** The messages of the window in the user's language, as far as there is a translation. */
import { ENGLISH } from './english/catalogue'
import { createTranslate, type TranslationOf } from './translate'

/** Languages of the window. One more: a file beside `english`, typed `TranslationOf<typeof ENGLISH>`, and a line here. */
const LANGUAGES: Readonly<Record<string, TranslationOf<typeof ENGLISH>>> = { en: ENGLISH }

/** The first wanted language that there is, by its main part; English otherwise. */
export function chooseLanguage(wanted: readonly string[], known: readonly string[] = Object.keys(LANGUAGES)): string {
  return wanted.map((tag) => tag.toLowerCase().split('-')[0] ?? '').find((language) => known.includes(language)) ?? 'en'
}

const language = chooseLanguage(typeof navigator === 'undefined' ? [] : (navigator.languages ?? []))

/** A message by its area and name, with what it wants filled in. */
export const t = createTranslate<typeof ENGLISH>(LANGUAGES[language] ?? ENGLISH, language)
