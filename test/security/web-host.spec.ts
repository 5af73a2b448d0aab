/** What the web host refuses. Real HTTP, with a raw client that can lie about every header. */
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { serveWeb } from '../../src/main/host/web/serve'
import { Uploads } from '../../src/main/host/web/uploads'
import { uploadFile } from '../../src/renderer/transport/web-transport'
import { AppServer } from '../../src/shared/rpc/app-server'
import { toFrame } from '../../src/shared/rpc/frames'
import { MAX_UP_FRAME_BYTES, SESSION_HEADER, TOKEN_HEADER } from '../../src/shared/rpc/web-protocol'
import { TEST_TOKEN, webHost, type WebContractHost } from '../support/contract-hosts'

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

let folder: string
let host: WebContractHost

function ask(path: string, options: { method?: string; headers?: Record<string, string>; body?: Uint8Array } = {}): Promise<Answer> {
  const { port } = new URL(host.access.origin)
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers: options.headers ?? {} }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', () => undefined)
      const done = (): void => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() })
      response.on('end', done)
      // A stream does not end by itself: its head is the answer.
      if (path === '/api/stream' && response.statusCode === 200) done()
    })
    request.on('error', reject)
    request.end(options.body)
  })
}

const KEY = { [TOKEN_HEADER]: TEST_TOKEN }

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'page-'))
  await mkdir(join(folder, 'renderer/assets'), { recursive: true })
  await writeFile(join(folder, 'secret.html'), 'secret')
  await writeFile(join(folder, 'renderer/index.html'), '<!doctype html>page')
  await writeFile(join(folder, 'renderer/assets/app.js'), '1')
  await writeFile(join(folder, 'renderer/.hidden.html'), 'hidden')
  await writeFile(join(folder, 'renderer/notes.txt'), 'no page file')
  host = await webHost(new AppServer({}), join(folder, 'renderer'), new Uploads({ maxFileBytes: 1000, maxTotalBytes: 1500 }))
})

afterEach(async () => {
  await host.close()
  await rm(folder, { recursive: true, force: true })
})

describe('the key', () => {
  const CALLS = [['/api/stream', 'GET'], ['/api/send', 'POST'], ['/api/upload?name=a', 'POST'], ['/api/anything', 'GET']] as const

  it.each(CALLS)('is needed for %s', async (path, method) => {
    expect((await ask(path, { method })).status).toBe(403)
  })

  it.each(CALLS)('must be the right one for %s', async (path, method) => {
    for (const wrong of ['', 'x', `${TEST_TOKEN}x`, TEST_TOKEN.slice(1)]) expect((await ask(path, { method, headers: { [TOKEN_HEADER]: wrong } })).status).toBe(403)
  })

  it('opens the stream', async () => {
    const answer = await ask('/api/stream', { headers: KEY })
    expect(answer.status).toBe(200)
    expect(answer.headers[SESSION_HEADER]).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('is not taken from the address', async () => {
    expect((await ask(`/api/stream?token=${TEST_TOKEN}`)).status).toBe(403)
  })
})

describe('host and origin', () => {
  it.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'localhost.evil.example', '192.168.0.1', '127.0.0.1:99999999'])('refuses the host %j, for pages and calls', async (name) => {
    expect((await ask('/', { headers: { host: name } })).status).not.toBe(200)
    expect((await ask('/api/stream', { headers: { ...KEY, host: name } })).status).not.toBe(200)
  })

  it.each(['localhost', 'localhost:1234', '127.0.0.1:9', '[::1]:80'])('accepts the own host %s, on any port', async (name) => {
    expect((await ask('/', { headers: { host: name } })).status).toBe(200)
  })

  it.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1:1'])('refuses the origin %s even with the key', async (origin) => {
    expect((await ask('/api/stream', { headers: { ...KEY, origin } })).status).toBe(403)
  })

  it('accepts its own origin', async () => {
    expect((await ask('/api/stream', { headers: { ...KEY, origin: host.access.origin } })).status).toBe(200)
  })

  it.each(['cross-site', 'same-site'])('refuses a request that the browser calls %s', async (site) => {
    expect((await ask('/', { headers: { 'sec-fetch-site': site } })).status).toBe(403)
  })
})

describe('page files', () => {
  it('come with the policy and without sniffing', async () => {
    const answer = await ask('/')
    expect(answer.body).toBe('<!doctype html>page')
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(answer.headers['content-security-policy']).not.toMatch(/unsafe|\*|http:/)
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
    expect((await ask('/assets/app.js')).headers['content-type']).toContain('text/javascript')
  })

  it.each([
    '/../secret.html', '/%2e%2e/secret.html', '/..%2fsecret.html', '/%2e%2e%2fsecret.html', '/assets/../../secret.html', '/assets/%2e%2e/%2e%2e/secret.html',
    '/..\\secret.html', '/%5c..%5csecret.html', '//secret.html', '/.hidden.html', '/notes.txt', '/assets', '/assets/', '/no-such.html', '/%00index.html', '/%ff',
    '/index.html%00.js', '/C:/secret.html'
  ])('do not include %s', async (path) => {
    const answer = await ask(path)
    expect([400, 404]).toContain(answer.status)
    expect(answer.body).not.toContain('secret')
  })

  it('cannot be written', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) expect((await ask('/index.html', { method })).status).toBe(405)
  })

  it('do not follow an absolute address', async () => {
    expect((await ask('http://evil.example/')).status).toBe(400)
  })
})

describe('messages', () => {
  it('need a stream of their own', async () => {
    expect((await ask('/api/send', { method: 'POST', headers: KEY })).status).toBe(410)
    expect((await ask('/api/send', { method: 'POST', headers: { ...KEY, [SESSION_HEADER]: 'made-up' } })).status).toBe(410)
  })

  it.each([
    ['junk', new Uint8Array([1, 2, 3])],
    ['a frame that is cut off', toFrame(new Uint8Array(100)).subarray(0, 50)],
    ['a frame of nonsense', toFrame(new TextEncoder().encode('{"kind":"call"}'))],
    ['a frame that claims to be huge', new Uint8Array([255, 255, 255, 255])]
  ])('that are %s are refused', async (_title, body) => {
    const stream = await ask('/api/stream', { headers: KEY })
    const session = stream.headers[SESSION_HEADER] as string
    expect((await ask('/api/send', { method: 'POST', headers: { ...KEY, [SESSION_HEADER]: session }, body })).status).toBe(400)
  })
})

describe('bounds', () => {
  it('end a message that is longer than a page may send', async () => {
    const stream = await ask('/api/stream', { headers: KEY })
    const session = stream.headers[SESSION_HEADER] as string
    expect((await ask('/api/send', { method: 'POST', headers: { ...KEY, [SESSION_HEADER]: session }, body: new Uint8Array(MAX_UP_FRAME_BYTES + 1) })).status).toBe(413)
  })

  it('keep the number of open pages', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask('/api/stream', { headers: KEY })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(32)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(8)
  })
})

describe('reports', () => {
  const REPORT = { name: '../<b>w3"\r\n.html', mediaType: 'text/html; charset=utf-8', content: '<p>report</p>' }

  it('are downloads, never pages of this host, whatever their name', async () => {
    const saved = await host.shell.saveReport(REPORT)
    const answer = await ask(saved.ok && saved.value?.kind === 'download' ? saved.value.path : '')
    expect([answer.status, answer.body]).toEqual([200, REPORT.content])
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename\*=UTF-8''[\w%.()-]+$/)
    expect(answer.headers['content-security-policy']).toBe("default-src 'none'; sandbox")
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
  })

  it('lie under addresses that cannot be guessed', async () => {
    const saved = await Promise.all([host.shell.saveReport(REPORT), host.shell.saveReport(REPORT)])
    const keys = saved.map((result) => (result.ok && result.value?.kind === 'download' ? result.value.path.split('/')[2] : ''))
    expect(keys.every((key) => /^[\w-]{32}$/.test(key ?? ''))).toBe(true)
    expect(new Set(keys).size).toBe(2)
    for (const path of ['/download/', '/download/x/report.html', '/download/..%2f..%2fsecret.html', '/download/__proto__']) expect((await ask(path)).status).toBe(404)
  })
})

describe('uploads', () => {
  it('answer with an opaque id and the display name', async () => {
    const answer = await uploadFile(host.access, new Blob(['abc']), 'w3/trace.txt')
    expect(answer).toEqual({ ok: true, value: { fileId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string, name: 'w3/trace.txt' } })
  })

  it('beyond the bound for one file are refused with a reason', async () => {
    expect(await uploadFile(host.access, new Blob([new Uint8Array(1001)]), 'big.txt')).toMatchObject({ ok: false, error: { code: 'INPUT_TOO_LARGE', file: 'big.txt' } })
  })

  it('beyond the bound for all files are refused, and a refused one gives its room back', async () => {
    const send = (bytes: number): Promise<unknown> => uploadFile(host.access, new Blob([new Uint8Array(bytes)]), 'x')
    expect(await send(900)).toMatchObject({ ok: true })
    expect(await send(900)).toMatchObject({ ok: false })
    expect(await send(500)).toMatchObject({ ok: true })
  })

  it.each(['../../evil.sh', '..\\evil.sh', '/etc/passwd', '.bashrc', 'a\0b', '\u202egnp.exe', 'x'.repeat(5000), '', '...'])('named %j stay in their folder', async (name) => {
    const uploads = new Uploads()
    const stored = await uploads.store((await import('node:stream')).Readable.from([Buffer.from('x')]), name)
    expect(stored.ok).toBe(true)
    const path = stored.ok ? stored.value.path : ''
    expect(path).toMatch(/reclaimscope-[^/]+\/[0-9a-f-]{36}\/[^/\0\\]{1,120}$/)
    expect(path.split('/')).not.toContain('..')
    await uploads.close()
    await expect(readdir(join(path, '..'))).rejects.toThrow()
  })
})

describe('the address', () => {
  it.each(['0.0.0.0', '::', '192.168.1.5', 'example.org'])('%s is not listened on', async (address) => {
    await expect(serveWeb({ host: address })).rejects.toMatchObject({ error: { code: 'USAGE' } })
  })
})

describe('folders', () => {
  it('are never listed, through a link neither', async () => {
    await symlink(folder, join(folder, 'renderer/up'))
    for (const path of ['/up', '/up/', '/assets', '/assets/']) expect((await ask(path)).status).toBe(404)
  })
})
