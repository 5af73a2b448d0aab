/** Files dropped anywhere in the window, folders included. */
import { onMounted, onScopeDispose, ref, type Ref } from 'vue'
import { collectFiles } from './collect-files'

/**
 * Follows drags over the whole window. Enter and leave come nested for every element passed; only their balance tells
 * whether a drag is still inside. Drags without files are left alone. The desktop app passes folders on as they are; a browser
 * has to walk them.
 * @param onFiles told of the files and of the element that they were dropped onto
 */
export function useFileDrop(host: 'electron' | 'web', onFiles: (files: readonly File[], onto: Element | null) => void): { readonly isOver: Readonly<Ref<boolean>> } {
  const isOver = ref(false)
  let depth = 0

  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

  function onEnter(event: DragEvent): void {
    if (!hasFiles(event)) return
    event.preventDefault()
    depth += 1
    isOver.value = true
  }

  function onLeave(event: DragEvent): void {
    if (!hasFiles(event)) return
    depth = Math.max(0, depth - 1)
    if (depth === 0) isOver.value = false
  }

  function onOver(event: DragEvent): void {
    if (!hasFiles(event)) return
    event.preventDefault()
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
  }

  function onDrop(event: DragEvent): void {
    depth = 0
    isOver.value = false
    if (!hasFiles(event) || event.dataTransfer === null) return
    event.preventDefault()
    const onto = event.target instanceof Element ? event.target : null
    if (host === 'electron') onFiles([...event.dataTransfer.files], onto)
    else void collectFiles(event.dataTransfer).then((files) => onFiles(files, onto))
  }

  const listeners = [['dragenter', onEnter], ['dragleave', onLeave], ['dragover', onOver], ['drop', onDrop]] as const
  onMounted(() => { for (const [name, listener] of listeners) window.addEventListener(name, listener) })
  onScopeDispose(() => { for (const [name, listener] of listeners) window.removeEventListener(name, listener) })
  return { isOver }
}
