#!/usr/bin/env node
/** `node scripts/check-electron.mjs`: whether the Electron in the lock file still gets security fixes. Asks the npm registry; run it weekly. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './lib/build.mjs'
import { judgeElectron } from './lib/electron-support.mjs'

const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
const latest = execFileSync(npm, ['view', 'electron', 'version'], { encoding: 'utf8', shell: process.platform === 'win32' }).trim()
const { isSupported, sentence } = judgeElectron(packages['node_modules/electron'].version, latest)
console.log(sentence)
process.exitCode = isSupported ? 0 : 1
