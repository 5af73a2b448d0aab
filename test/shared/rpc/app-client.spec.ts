import { describe, expect, it, vi } from 'vitest'
import type { Message, Transport } from '../../../src/shared/protocol'
import { AppClient } from '../../../src/shared/rpc/app-client'
import { CONTRACT_VERSION } from '../../../src/shared/version'

/** A wire with a test at its other end. */
class ScriptedTransport implements Transport {
  readonly sent: Message[] = []
  closeCount = 0
  private receive: ((message: Message) => void) | null = null
  private closed: ((reason: string) => void) | null = null

  send(message: Message): void {
    this.sent.push(message)
  }
  onMessage(receive: (message: Message) => void): () => void {
    this.receive = receive
    return () => undefined
  }
  onClose(closed: (reason: string) => void): () => void {
    this.closed = closed
    return () => undefined
  }
  close(): void {
    this.closeCount += 1
  }
  say(message: unknown): void {
    this.receive?.(message as Message)
  }
  drop(reason: string): void {
    this.closed?.(reason)
  }
}

describe('the client', () => {
  it('greets first', () => {
    const wire = new ScriptedTransport()
    const client = new AppClient(wire)
    void client.call('capture.list', {}).catch(() => undefined)
    expect(wire.sent.map(({ kind }) => kind)).toEqual(['hello', 'call'])
    client.close()
  })

  it('gives up with both versions named when the back end speaks another contract', async () => {
    const wire = new ScriptedTransport()
    const client = new AppClient(wire)
    const pending = client.tryCall('capture.list', {})
    wire.say({ kind: 'hello', contract: CONTRACT_VERSION + 1 })
    const expected = { ok: false, error: { code: 'CONTRACT_VERSION', found: `contract ${CONTRACT_VERSION + 1}`, expected: `contract ${CONTRACT_VERSION}` } }
    expect(await pending).toMatchObject(expected)
    expect(await client.tryCall('capture.list', {})).toMatchObject(expected)
    expect(wire.closeCount).toBe(1)
  })

  it('rejects every call when the back end never answers the greeting', async () => {
    vi.useFakeTimers()
    const client = new AppClient(new ScriptedTransport(), { helloTimeoutMs: 100 })
    const pending = client.tryCall('capture.list', {})
    vi.advanceTimersByTime(101)
    vi.useRealTimers()
    expect(await pending).toMatchObject({ ok: false, error: { code: 'HOST_GONE' } })
    expect(client.goneError?.message).toContain('it does not answer')
  })

  it('names the reason of a failed start in every call', async () => {
    const wire = new ScriptedTransport()
    const client = new AppClient(wire)
    wire.drop('the engine process ended with code 3')
    expect(await client.tryCall('capture.list', {})).toMatchObject({ error: { message: 'The back end is gone: the engine process ended with code 3.' } })
  })

  it('tells a late listener at once that the back end is gone', () => {
    const wire = new ScriptedTransport()
    const client = new AppClient(wire)
    wire.drop('x')
    const told = vi.fn()
    client.onGone(told)
    expect(told).toHaveBeenCalledOnce()
  })

  it('ignores a second answer and an answer to nothing', async () => {
    const wire = new ScriptedTransport()
    const client = new AppClient(wire)
    const call = client.call('capture.list', {})
    wire.say({ kind: 'result', id: 99, value: 'nobody asked' })
    wire.say({ kind: 'result', id: 1, value: ['first'] })
    wire.say({ kind: 'failure', id: 1, error: { code: 'INTERNAL', message: 'second' } })
    expect(await call).toEqual(['first'])
    client.close()
  })

  it('takes reactive proxies off the parameters', () => {
    const wire = new ScriptedTransport()
    const client = new AppClient(wire)
    const proxy = new Proxy({ captureId: 'c' }, {})
    void client.call('capture.close', proxy).catch(() => undefined)
    expect(() => structuredClone(wire.sent[1])).not.toThrow()
    expect(wire.sent[1]).toEqual({ kind: 'call', id: 1, method: 'capture.close', params: { captureId: 'c' } })
    client.close()
  })

  it('keeps only so many early events', async () => {
    const wire = new ScriptedTransport()
    const client = new AppClient(wire)
    for (let index = 0; index < 1000; index += 1) wire.say({ kind: 'event', name: 'files.offered', payload: { files: [], index } })
    const seen = vi.fn()
    client.on('files.offered', seen)
    expect(seen).toHaveBeenCalledTimes(64)
    client.close()
  })
})
