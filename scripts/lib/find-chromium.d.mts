/** Path of a Chromium or Chrome; `RECLAIMSCOPE_CHROMIUM` names the program, else PATH and the usual places. Null when there is none. */
export function findChromium(env?: Readonly<Record<string, string | undefined>>): string | null
