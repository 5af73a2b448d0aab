/** One open page: its stream is the way down, its POSTs the way up. Together they are one wire. */
import type { ServerResponse } from 'node:http'
import type { Message } from '../../../shared/protocol'
import { FrameReader, toFrame } from '../../../shared/rpc/frames'
import { decodeMessage, encodeMessage } from '../../../shared/rpc/message-codec'
import { RelayTransport } from '../../../shared/rpc/relay-transport'
import { MAX_UP_FRAME_BYTES } from '../../../shared/rpc/web-protocol'

/** A page that does not read any more must not fill the memory. */
const MAX_UNSENT_BYTES = 512 * 1024 * 1024
const LIFE_SIGN_MS = 15_000
const NO_BYTES = new Uint8Array()

export class StreamSession {
  readonly transport: RelayTransport
  readonly #response: ServerResponse

  /** Takes over a response whose head is written. */
  constructor(response: ServerResponse) {
    this.#response = response
    this.transport = new RelayTransport((message) => this.#write(message), () => response.end())
    response.on('close', () => this.transport.shut('the page has gone'))
    response.on('error', () => this.transport.shut('the page has gone'))
    // Keeps tunnels open and notices a page that vanished without a word.
    const lifeSigns = setInterval(() => response.write(toFrame(NO_BYTES)), LIFE_SIGN_MS)
    lifeSigns.unref()
    this.transport.onClose(() => clearInterval(lifeSigns))
  }

  #write(message: Message): void {
    this.#response.write(toFrame(encodeMessage(message)))
    if (this.#response.writableLength > MAX_UNSENT_BYTES) this.transport.close()
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
    for (const message of messages) this.transport.deliver(message as Message)
    return true
  }
}
