/** What was found in a capture or a comparison: fit, reasons, warnings, episodes, stalls, apps. Sentences of the engine come from the engine. */
export const FINDINGS = {
  fit: 'Fit of the baseline: {grade}',
  why: 'Why',
  warnings: 'Warnings',
  none: 'None.',
  times: '{count} ×',
  apps: 'Apps',
  killed: 'killed',
  launch: 'launch',
  showFewer: 'Show fewer',
  showAll: 'Show all {count}',
  showWorst: 'Show the worst only',
  pressure: 'Episodes of pressure',
  noReclaim: 'No reclaim in this capture.',
  at: 'at',
  lasts: 'lasts',
  stalls: 'stalls',
  stalled: 'stalled',
  showEpisode: 'Show the episode at {time}',
  longest: 'Longest direct reclaims',
  noDirectReclaim: 'No direct reclaim in this capture.',
  lengthMs: '{length} ms'
} as const
