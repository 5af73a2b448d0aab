/** Which program prints a report. */
import { describe, expect, it } from 'vitest'
import { findBrowser } from '../../../src/main/pdf/find-browser'

const only = (...paths: string[]) => (path: string): boolean => paths.includes(path.replaceAll('\\', '/'))

describe('the browser that prints', () => {
  it('is the one that is named, even if others are on the PATH', () => {
    expect(findBrowser({ RECLAIMSCOPE_CHROMIUM: '/own/chrome', PATH: '/usr/bin' }, 'linux', only('/own/chrome', '/usr/bin/chromium'))).toEqual({ ok: true, value: '/own/chrome' })
  })

  it('is no other one when the named one does not exist, and that is said with what to do', () => {
    expect(findBrowser({ RECLAIMSCOPE_CHROMIUM: '/gone', PATH: '/usr/bin' }, 'linux', only('/usr/bin/chromium'))).toMatchObject({ ok: false, error: { code: 'PDF_NO_BROWSER', found: '/gone', advice: expect.stringContaining('Export HTML') as string } })
  })

  it('is the first on the PATH, whatever its name', () => {
    expect(findBrowser({ PATH: '/a::/b' }, 'linux', only('/b/google-chrome'))).toEqual({ ok: true, value: '/b/google-chrome' })
  })

  it('is looked for where macOS and Windows install it', () => {
    expect(findBrowser({}, 'darwin', only('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'))).toMatchObject({ ok: true })
    expect(findBrowser({ 'ProgramFiles(x86)': 'C:\\Apps' }, 'win32', only('C:/Apps/Microsoft/Edge/Application/msedge.exe'))).toMatchObject({ ok: true })
  })

  it('is nothing on a machine without one', () => {
    expect(findBrowser({ PATH: '/usr/bin' }, 'linux', only())).toMatchObject({ ok: false, error: { code: 'PDF_NO_BROWSER' } })
  })
})
