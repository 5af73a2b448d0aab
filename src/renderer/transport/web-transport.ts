/**
 * Transport to the web host: one streaming GET for messages to the page, POSTs for messages from it. `fetch` instead of EventSource,
 * because it can send the key in a header and carries bytes.
 */
import type { AppError } from '../../shared/errors'
import type { Message, Transport } from '../../shared/protocol'
import { fail, ok, type Result } from '../../shared/result'
import type { OfferedFile } from '../../shared/rpc/electron-bridge'
import { FrameReader, toFrame } from '../../shared/rpc/frames'
import { decodeMessage, encodeMessage } from '../../shared/rpc/message-codec'
import { RelayTransport } from '../../shared/rpc/relay-transport'
import { MAX_DOWN_FRAME_BYTES, SESSION_HEADER, TOKEN_HEADER, WEB_PATHS } from '../../shared/rpc/web-protocol'
import { t } from '../text/text'

/** Where the host is and the key to it. `origin` is like `http://127.0.0.1:4567`. */
export interface WebAccess {
  readonly origin: string
  readonly token: string
}

class WebWire {
  readonly transport = new RelayTransport((message) => this.#send(message), () => this.#abort.abort())
  readonly #access: WebAccess
  readonly #abort = new AbortController()
  #queue: Uint8Array<ArrayBuffer>[] = []
  #isSending = false
  #session: string | null = null

  constructor(access: WebAccess) {
    this.#access = access
    void this.#listen()
  }

  #send(message: Message): void {
    this.#queue.push(toFrame(encodeMessage(message)))
    void this.#flush()
  }

  async #listen(): Promise<void> {
    try {
      const response = await fetch(this.#access.origin + WEB_PATHS.stream, {
        headers: { [TOKEN_HEADER]: this.#access.token }, cache: 'no-store', signal: this.#abort.signal
      })
      if (!response.ok || response.body === null) return this.#shut(refusal(response.status))
      this.#session = response.headers.get(SESSION_HEADER)
      void this.#flush()
      await this.#read(response.body)
      this.#shut(t('tasks.hostEnded'))
    } catch {
      this.#shut(t('tasks.hostSilent'))
    }
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const frames = new FrameReader(MAX_DOWN_FRAME_BYTES)
    const reader = body.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      for (const frame of frames.push(value)) {
        // Checked by the receiver (AppClient), as every inbound message.
        this.transport.deliver(decodeMessage(frame) as Message)
      }
    }
  }

  /** One POST at a time keeps the order; what is queued meanwhile goes together. */
  async #flush(): Promise<void> {
    if (this.#isSending || this.#session === null) return
    this.#isSending = true
    while (this.#queue.length > 0 && !this.#abort.signal.aborted) {
      const body = new Blob(this.#queue.splice(0))
      try {
        const response = await fetch(this.#access.origin + WEB_PATHS.send, {
          method: 'POST', body, signal: this.#abort.signal,
          headers: { [TOKEN_HEADER]: this.#access.token, [SESSION_HEADER]: this.#session, 'content-type': 'application/octet-stream' }
        })
        if (!response.ok) this.#shut(refusal(response.status))
      } catch {
        this.#shut(t('tasks.hostSilent'))
      }
    }
    this.#isSending = false
  }

  #shut(reason: string): void {
    this.#abort.abort()
    this.transport.shut(reason)
  }
}

function refusal(status: number): string {
  return status === 403 ? t('tasks.wrongKey') : t('tasks.hostStatus', { status })
}

/** Connects to the web host. Failures show through `onClose`. */
export function connectWeb(access: WebAccess): Transport {
  return new WebWire(access).transport
}

/** Streams one file to the host. `name` is for display and never used as a path. */
export async function uploadFile(access: WebAccess, file: Blob, name: string, signal?: AbortSignal): Promise<Result<OfferedFile, AppError>> {
  try {
    const response = await fetch(`${access.origin}${WEB_PATHS.upload}?name=${encodeURIComponent(name)}`, {
      method: 'POST', body: file, headers: { [TOKEN_HEADER]: access.token, 'content-type': 'application/octet-stream' }, ...(signal === undefined ? {} : { signal })
    })
    const answer = (await response.json()) as { fileId: string; name: string } | { error: AppError }
    return 'error' in answer ? fail(answer.error) : ok(answer)
  } catch {
    if (signal?.aborted === true) return fail({ code: 'CANCELLED', message: t('tasks.addingCancelled') })
    return fail({ code: 'INPUT_UNREADABLE', file: name, message: t('tasks.notSent'), advice: t('tasks.notSentAdvice') })
  }
}
