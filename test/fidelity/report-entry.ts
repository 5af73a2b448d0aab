/** Used by `scripts/fidelity.mjs`: what to measure, and the table as Markdown. */
export { toMarkdown } from './markdown'
export { hasLab, LAB, recordingsOf, workloads } from './measure'
export { scores } from './score'
