const MAX_NAME_LENGTH = 120

/** A harmless file name: the last part of the given one, without separators, control characters or leading dots. */
export function safeFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  const clean = last.replace(/[^\p{L}\p{N}._ ()+-]/gu, '_').replace(/^[. ]+/, '').slice(-MAX_NAME_LENGTH)
  return clean === '' ? 'file' : clean
}
