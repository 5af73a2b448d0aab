/** Dragging a saved report out of the window, to a mail or a folder. The page names it by the id of its export; only what was saved in this session has one. */
import { access } from 'node:fs/promises'
import type { NativeImage, WebContents } from 'electron'

export interface DragParts {
  /** Path behind an id, or null. */
  readonly pathOf: (dragId: string) => string | null
  /** The desktop's own picture for such a file. */
  readonly iconOf: (path: string) => Promise<NativeImage>
}

/** Hands the drag over to the desktop; does nothing for an id that was never given, and for a file that is gone. */
export async function dragOut(contents: Pick<WebContents, 'isDestroyed' | 'startDrag'>, dragId: unknown, { pathOf, iconOf }: DragParts): Promise<void> {
  const path = typeof dragId === 'string' ? pathOf(dragId) : null
  if (path === null || !(await access(path).then(() => true, () => false))) return
  const icon = await iconOf(path)
  if (!contents.isDestroyed()) contents.startDrag({ file: path, icon })
}
