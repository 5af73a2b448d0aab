/** Child process of the memory test and benchmark: `memory-entry FILE BYTES` prints its `MemoryUse` as JSON. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { importMemory } from './memory'

const [file = '', bytes] = process.argv.slice(2)
process.stdout.write(JSON.stringify(await importMemory(gunzipSync(readFileSync(file)), Number(bytes))))
