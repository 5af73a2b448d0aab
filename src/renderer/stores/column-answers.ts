/** Answers to "What do the columns mean?": asks the user once per header, and remembers on this machine. */
import * as v from 'valibot'
import { shallowRef } from 'vue'
import { columnMappingSchema, MAX_MAPPED_COLUMNS, type ColumnMapping } from '../../shared/column-mapping'
import type { AppError, UnknownColumns } from '../../shared/errors'
import { createStored, type ProfileStorage } from './profile'

const MAX_REMEMBERED = 50

const answerSchema = v.object({
  header: v.pipe(v.array(v.pipe(v.string(), v.maxLength(200))), v.maxLength(MAX_MAPPED_COLUMNS)),
  mapping: columnMappingSchema
})
export type ColumnAnswer = v.InferOutput<typeof answerSchema>

/** A question on screen. */
export interface ColumnQuestion {
  readonly file: string
  readonly columns: UnknownColumns
}

export type ColumnAnswerStore = ReturnType<typeof createColumnAnswerStore>

/** The latest answers first, one per header. */
export function createColumnAnswerStore(storage: ProfileStorage, onSetAside: (key: string) => void) {
  const stored = createStored<ColumnAnswer[]>({ storage, key: 'reclaimscope.columns', version: 1, schema: v.pipe(v.array(answerSchema), v.maxLength(MAX_REMEMBERED)), fallback: [], onSetAside })
  const question = shallowRef<ColumnQuestion | null>(null)
  let settle: ((mapping: ColumnMapping | null) => void) | null = null

  /** The answer to a refusal: a remembered one that was not tried yet, else what the user says. Null: no such question, or no answer. */
  async function answer({ code, file, columns }: AppError, tried: readonly ColumnMapping[]): Promise<ColumnMapping | null> {
    if (code !== 'INPUT_COLUMNS_UNKNOWN' || columns === undefined) return null
    const known = stored.value.value.find((entry) => sameHeader(entry.header, columns.header))
    if (known !== undefined && !tried.includes(known.mapping)) return known.mapping
    dismiss()
    question.value = { file: file ?? '', columns }
    return new Promise((resolve) => { settle = resolve })
  }

  function close(mapping: ColumnMapping | null): void {
    question.value = null
    settle?.(mapping)
    settle = null
  }

  /** Answers the question on screen. */
  function choose(mapping: ColumnMapping, isRemembered: boolean): void {
    const header = question.value?.columns.header
    if (header !== undefined) {
      const others = stored.value.value.filter((entry) => !sameHeader(entry.header, header))
      if (isRemembered) stored.set([{ header: [...header], mapping }, ...others].slice(0, MAX_REMEMBERED))
      else if (others.length < stored.value.value.length) stored.set(others)
    }
    close(mapping)
  }

  function dismiss(): void {
    close(null)
  }

  function forget(answer: ColumnAnswer): void {
    stored.set(stored.value.value.filter((entry) => entry !== answer))
  }

  return { items: stored.value, question, answer, choose, dismiss, forget }
}

function sameHeader(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index])
}
