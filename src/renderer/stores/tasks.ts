/** Long work in progress: what is shown while a capture opens, and how it is cancelled. */
import { reactive } from 'vue'
import type { TaskProgress } from '../../shared/contract'

export interface Task {
  readonly id: number
  readonly label: string
  phase: string
  done: number
  total: number
  unit: TaskProgress['unit']
  events: number | null
  /** False during the first moments: quick work shows no progress. */
  isVisible: boolean
  isCancelling: boolean
  cancel: () => void
}

export interface TaskHandle {
  readonly signal: AbortSignal
  readonly onProgress: (progress: Pick<TaskProgress, 'phase' | 'done' | 'total' | 'unit'> & { readonly events?: number | undefined }) => void
}

/** Progress appears only for work that lasts longer than this. */
export const SHOW_AFTER_MS = 300

export type TaskStore = ReturnType<typeof createTaskStore>

/** Runs long work with progress and cancel; a task leaves the list when its work settles. */
export function createTaskStore() {
  const items = reactive<Task[]>([])
  let nextId = 1

  async function run<T>(label: string, work: (handle: TaskHandle) => Promise<T>): Promise<T> {
    const controller = new AbortController()
    const task = addTask(label, controller)
    const timer = setTimeout(() => { task.isVisible = true }, SHOW_AFTER_MS)
    try {
      return await work({ signal: controller.signal, onProgress: (progress) => Object.assign(task, progress) })
    } finally {
      clearTimeout(timer)
      const index = items.findIndex((item) => item.id === task.id)
      if (index >= 0) items.splice(index, 1)
    }
  }

  function addTask(label: string, controller: AbortController): Task {
    const id = nextId
    nextId += 1
    items.push({
      id, label, phase: 'starting', done: 0, total: 0, unit: 'bytes', events: null, isVisible: false, isCancelling: false,
      cancel: () => {
        const task = items.find((item) => item.id === id)
        if (task !== undefined) task.isCancelling = true
        controller.abort()
      }
    })
    const task = items.at(-1)
    if (task === undefined) throw new Error('the task was just added')
    return task
  }

  return { items: items as readonly Readonly<Task>[], run }
}
