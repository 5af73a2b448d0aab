#!/usr/bin/env node
/** `node scripts/make-notices.mjs`: writes the licence notices of the packages in the build. Run it when a dependency changes. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { ensureBuilt } from './lib/build.mjs'
import { makeNotices, NOTICES } from './lib/notices.mjs'

await ensureBuilt({ onBuild: () => console.log('Building…') })
mkdirSync(dirname(NOTICES), { recursive: true })
writeFileSync(NOTICES, makeNotices())
console.log(NOTICES)
