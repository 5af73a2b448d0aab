/** Messages with names for what is filled in, checked by the compiler, and plural forms by the rules of the language. Compiles nothing at run time. */
import { formatCount } from '../../shared/format'

/** Forms of one sentence by number; which ones a language has is decided by `Intl.PluralRules`. `count` chooses. */
export type Plural = { readonly other: string } & { readonly [form in Exclude<Intl.LDMLPluralRule, 'other'>]?: string }

/** Areas of the window, each with its messages. */
export type Catalogue = Readonly<Record<string, Readonly<Record<string, string | Plural>>>>

/** Another language: the same messages, every one of them; plurals in the forms of that language. */
export type TranslationOf<English extends Catalogue> = {
  readonly [Area in keyof English]: { readonly [Name in keyof English[Area]]: English[Area][Name] extends string ? string : Plural }
}

/** `help.entries` for every message. */
export type MessageKey<English extends Catalogue> = { [Area in keyof English & string]: `${Area}.${keyof English[Area] & string}` }[keyof English & string]

type MessageAt<English extends Catalogue, Key> = Key extends `${infer Area}.${infer Name}` ? (Area extends keyof English ? (Name extends keyof English[Area] ? English[Area][Name] : never) : never) : never
type NamesIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never
type Names<Message> = Message extends string ? NamesIn<Message> : Message extends { readonly other: infer Other } ? NamesIn<Other> | 'count' : never

/** What a message wants filled in: nothing, or a value for each name. */
export type Fillings<English extends Catalogue, Key> = [Names<MessageAt<English, Key>>] extends [never] ? [] : [Readonly<Record<Names<MessageAt<English, Key>>, string | number>>]

export type Translate<English extends Catalogue> = <Key extends MessageKey<English>>(key: Key, ...fillings: Fillings<English, Key>) => string

const NAME = /\{(\w+)\}/g

/**
 * The function that gives messages in one language.
 * Numbers are written as everywhere in the app (`src/shared/format.ts`); they come formatted, or are whole numbers.
 */
export function createTranslate<English extends Catalogue>(catalogue: TranslationOf<English>, locale: string): Translate<English> {
  const rules = new Intl.PluralRules(locale)
  return (key, ...fillings) => {
    const values: Readonly<Record<string, string | number>> = fillings[0] ?? {}
    const [area = '', name = ''] = key.split('.')
    const message = (catalogue as Catalogue)[area]?.[name]
    const text = typeof message === 'string' ? message : message === undefined ? key : (message[rules.select(Number(values['count']))] ?? message.other)
    return text.replace(NAME, (whole, filled: string) => {
      const value = values[filled]
      return value === undefined ? whole : typeof value === 'number' ? formatCount(value) : value
    })
  }
}
