/** One open page: its stream is the way down, its POSTs the way up. Together they are a `Transport`. */
import type { ServerResponse } from 'node:http'
import type { Message, Transport } from '../../../shared/protocol'
import { FrameReader, toFrame } from '../../../shared/rpc/frames'
import { decodeMessage, encodeMessage } from '../../../shared/rpc/message-codec'
import { MAX_UP_FRAME_BYTES } from '../../../shared/rpc/web-protocol'

/** A page that does not read any more must not fill the memory. */
const MAX_UNSENT_BYTES = 512 * 1024 * 1024
const LIFE_SIGN_MS = 15_000
const NO_BYTES = new Uint8Array()

export class StreamSession implements Transport {
  readonly #response: ServerResponse
  readonly #receivers = new Set<(message: Message) => void>()
  readonly #closers = new Set<(reason: string) => void>()
  readonly #lifeSigns: NodeJS.Timeout
  #isClosed = false

  /** Takes over a response whose head is written. */
  constructor(response: ServerResponse) {
    this.#response = response
    response.on('close', () => this.#shut('the page has gone'))
    response.on('error', () => this.#shut('the page has gone'))
    // Keeps tunnels open and notices a page that vanished without a word.
    this.#lifeSigns = setInterval(() => response.write(toFrame(NO_BYTES)), LIFE_SIGN_MS)
    this.#lifeSigns.unref()
  }

  send(message: Message): void {
    if (this.#isClosed) return
    this.#response.write(toFrame(encodeMessage(message)))
    if (this.#response.writableLength > MAX_UNSENT_BYTES) this.close()
  }

  onMessage(receive: (message: Message) => void): () => void {
    this.#receivers.add(receive)
    return () => this.#receivers.delete(receive)
  }

  onClose(closed: (reason: string) => void): () => void {
    if (this.#isClosed) closed('the page has gone')
    else this.#closers.add(closed)
    return () => this.#closers.delete(closed)
  }

  close(): void {
    if (this.#isClosed) return
    this.#response.end()
    this.#shut('the connection was closed')
  }

  /** Takes the body of one POST: whole frames. Returns false for bytes that are no messages. */
  receive(body: Uint8Array): boolean {
    const frames = new FrameReader(MAX_UP_FRAME_BYTES)
    let messages: unknown[]
    try {
      messages = frames.push(body).map((frame) => decodeMessage(frame))
    } catch {
      return false
    }
    if (frames.pendingBytes > 0) return false
    // Unchecked data; the router checks every message.
    for (const message of messages) for (const receive of [...this.#receivers]) receive(message as Message)
    return true
  }

  #shut(reason: string): void {
    if (this.#isClosed) return
    this.#isClosed = true
    clearInterval(this.#lifeSigns)
    for (const closed of [...this.#closers]) closed(reason)
    this.#closers.clear()
  }
}
