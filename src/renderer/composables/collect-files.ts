/** Files of a drop, with folders walked to their files. */

/** A capture folder is small; more than this is a wrong drop, such as a home folder. */
export const MAX_FILES = 1000
const MAX_DEPTH = 4

/**
 * Files of a drop in a stable order of name. Entries must be taken synchronously, before the first await,
 * because the browser empties the transfer afterwards.
 */
export async function collectFiles(transfer: DataTransfer): Promise<readonly File[]> {
  const entries = [...transfer.items].map((item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null)).filter((entry) => entry !== null)
  if (entries.length === 0) return [...transfer.files]
  const files: File[] = []
  for (const entry of entries) await walk(entry, 0, files)
  return files
}

async function walk(entry: FileSystemEntry, depth: number, files: File[]): Promise<void> {
  if (files.length >= MAX_FILES || depth > MAX_DEPTH || entry.name.startsWith('.')) return
  if (isFile(entry)) {
    files.push(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)))
    return
  }
  if (!isFolder(entry)) return
  const reader = entry.createReader()
  // A reader hands out its entries in portions; an empty portion is the end.
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (portion.length === 0) return
    for (const child of portion.sort((a, b) => (a.name < b.name ? -1 : 1))) await walk(child, depth + 1, files)
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}
