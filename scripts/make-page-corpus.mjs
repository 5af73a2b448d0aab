#!/usr/bin/env node
/**
 * Makes `resources/page-corpus/`: `node scripts/make-page-corpus.mjs`. With `--check` it writes nothing and fails when the folder
 * holds something else. Needs `npm ci` only.
 */
import { makeFiles } from './lib/generated-files.mjs'

await makeFiles('scripts/make-page-corpus-file.ts', 'resources/page-corpus', ({ makePageCorpus }) => makePageCorpus())
