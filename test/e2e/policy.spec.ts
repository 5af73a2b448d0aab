/** The page's policy as a browser enforces it: what slipped into the page by mistake or malice does not run and reaches nobody. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AppWindow } from './pages/app-window'
import { launchApp, type LaunchedApp } from './support/launch'

let app: LaunchedApp
let window: AppWindow

beforeAll(async () => {
  app = await launchApp()
  window = await app.open()
  await window.page.evaluate(() => {
    const page = globalThis as unknown as { violations: string[] }
    page.violations = []
    document.addEventListener('securitypolicyviolation', (event) => page.violations.push(event.effectiveDirective))
  })
})
afterAll(() => app.close())

/** Directives of the policy that forbade something since the last look; waits for the first. */
async function violations(): Promise<string[]> {
  await window.page.waitForFunction(() => (globalThis as unknown as { violations: string[] }).violations.length > 0, undefined, { timeout: 5000 })
  return window.page.evaluate(() => (globalThis as unknown as { violations: string[] }).violations.splice(0))
}

describe('the policy of the page', () => {
  it('runs no script that stands in the page', async () => {
    await window.page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'globalThis.slippedIn = true'
      document.body.append(script)
    })
    expect(await violations()).toEqual(['script-src-elem'])
    expect(await window.page.evaluate(() => 'slippedIn' in globalThis)).toBe(false)
  })

  it('runs no handler that stands in an element', async () => {
    await window.page.evaluate(() => {
      const button = document.createElement('button')
      button.setAttribute('onclick', 'globalThis.slippedIn = true')
      document.body.append(button)
      button.click()
      button.remove()
    })
    expect(await violations()).toEqual(['script-src-attr'])
    expect(await window.page.evaluate(() => 'slippedIn' in globalThis)).toBe(false)
  })

  it.each([
    ['script', 'script-src-elem', { src: 'https://evil.example/x.js' }],
    ['img', 'img-src', { src: 'https://evil.example/x.png' }],
    ['iframe', 'frame-src', { src: 'https://evil.example/' }],
    ['link', 'style-src-elem', { rel: 'stylesheet', href: 'https://evil.example/x.css' }],
    ['object', 'object-src', { data: 'https://evil.example/x' }]
  ])('loads no %s from elsewhere', async (tag, directive, attributes) => {
    await window.page.evaluate(([name, given]) => {
      const element = Object.assign(document.createElement(name), given)
      document.body.append(element)
    }, [tag, attributes] as const)
    expect(await violations()).toEqual([directive])
  })

  it('sends nothing elsewhere', async () => {
    const sent = await window.page.evaluate(async () => [await fetch('https://evil.example/').then(() => 'sent', () => 'refused')])
    expect(sent).toEqual(['refused'])
    expect(await violations()).toEqual(['connect-src'])
    await window.page.evaluate(() => {
      const form = Object.assign(document.createElement('form'), { action: 'https://evil.example/', method: 'post' })
      document.body.append(form)
      form.submit()
    })
    expect(await violations()).toEqual(['form-action'])
  })
})
