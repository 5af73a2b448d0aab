/** Copying text, with a sentence about how it went for a status line. */
import { ref, type Ref } from 'vue'
import { t } from '../text/text'

export interface Copy {
  readonly message: Readonly<Ref<string>>
  /** Never rejects: a refusal is said in `message`. */
  copy(text: string): Promise<void>
}

/** @param done said when the text was copied */
export function useCopy(done = 'Copied.', refused = t('tasks.copyNotAllowed')): Copy {
  const message = ref('')
  return {
    message,
    async copy(text) {
      try {
        await navigator.clipboard.writeText(text)
        message.value = done
      } catch {
        message.value = refused
      }
    }
  }
}
