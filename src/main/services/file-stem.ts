/** `reclaimscope-<capture>` for file names, with whatever a file name cannot hold replaced. */
export function fileStem(captureName: string): string {
  const name = captureName.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '').slice(0, 80)
  return `reclaimscope-${name === '' ? 'capture' : name}`
}
