/** Electron's makers mend the three latest majors. */
const SUPPORTED_MAJORS = 3

const majorOf = (version) => Number.parseInt(version, 10)

/**
 * Whether a version still gets security fixes.
 * @param {string} used version of the lock file, e.g. `45.3.4`
 * @param {string} latest version that the registry calls the latest
 * @returns {{ isSupported: boolean, sentence: string }}
 */
export function judgeElectron(used, latest) {
  const behind = majorOf(latest) - majorOf(used)
  if (!Number.isInteger(behind)) throw new Error(`no versions: '${used}', '${latest}'`)
  const isSupported = behind < SUPPORTED_MAJORS
  const verdict = behind <= 0 ? 'the latest major' : `${behind} behind the latest major, ${isSupported ? 'still supported' : 'no longer supported: update it'}`
  return { isSupported, sentence: `Electron ${used} is ${verdict} (latest: ${latest}).` }
}
