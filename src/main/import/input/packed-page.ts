/**
 * Pages of Catapult's trace2html: the trace stands in `<script id="viewer-data" …>` as gzip in base64. The page is passed on as systrace
 * would have written it: with the trace unpacked in a `trace-data` block.
 */
import { ByteFeed } from './byte-feed'
import { gunzip, type GunzipOutcome } from './gunzip'

/** A web page, maybe behind a comment. */
export const PAGE = /^\s*(<!--[^]{0,2000}?-->\s*)?<(!doctype html|html)\b/i
const TAG = Buffer.from('<script id="viewer-data"')
/** What may stand between the last line end and the tag, by the last bytes in front of it. */
const LINE_START = /(^|[\r\n])[ \t]*$/
const TAIL_BYTES = 64
/** What may stand in the tag. */
const MAX_TAG_BYTES = 1024
const BLOCK_START = Buffer.from('\n<script class="trace-data" type="application/text">\n')
const BLOCK_END = Buffer.from('\n</script>\n')
/** The first bytes of gzip in base64: 1f 8b 08. */
const GZIP_START = /^\s*H4sI/
const PROBE_BYTES = 256
const LESS_THAN = 0x3c
const GREATER_THAN = 0x3e
/** Base64 turns three bytes into four characters. */
const GROUP = 4

/** Passes a page on with what is packed in it unpacked. `outcome` tells when the packed data is broken. */
export async function* unpackPage(source: AsyncGenerator<Uint8Array>, outcome: GunzipOutcome): AsyncGenerator<Uint8Array> {
  const feed = new ByteFeed(source)
  let tail = ''
  try {
    for (let bytes = await feed.atLeast(TAG.length); bytes !== null; bytes = await feed.atLeast(TAG.length)) {
      const at = bytes.indexOf(TAG)
      const passed = at >= 0 ? at : lengthWithoutTag(bytes)
      tail = (tail + bytes.toString('latin1', Math.max(0, passed - TAIL_BYTES), passed)).slice(-TAIL_BYTES)
      feed.putBack(bytes.subarray(passed))
      if (passed > 0) yield bytes.subarray(0, passed)
      if (at >= 0) yield* LINE_START.test(tail) ? unpackBlock(feed, outcome) : passTag(feed)
    }
  } finally {
    await source.return(undefined)
  }
}

/** The start of a tag may stand at the end of a piece. A piece shorter than a tag is the last. */
function lengthWithoutTag(bytes: Buffer): number {
  return bytes.length < TAG.length ? bytes.length : bytes.length - TAG.length + 1
}

/** The viewer's own code may speak of the tag. */
async function* passTag(feed: ByteFeed): AsyncGenerator<Uint8Array> {
  const bytes = (await feed.atLeast(TAG.length)) ?? Buffer.alloc(0)
  feed.putBack(bytes.subarray(TAG.length))
  yield bytes.subarray(0, TAG.length)
}

async function* unpackBlock(feed: ByteFeed, outcome: GunzipOutcome): AsyncGenerator<Uint8Array> {
  const start = (await feed.atLeast(MAX_TAG_BYTES + PROBE_BYTES)) ?? Buffer.alloc(0)
  const end = start.subarray(0, MAX_TAG_BYTES).indexOf(GREATER_THAN) + 1
  feed.putBack(start)
  if (end === 0) return yield* passTag(feed)
  const isPacked = GZIP_START.test(start.toString('latin1', end, end + PROBE_BYTES))
  feed.putBack(start.subarray(end))
  yield BLOCK_START
  if (!isPacked) return
  yield* gunzip(decoded(feed), outcome)
  await skipBlock(feed)
  yield BLOCK_END
}

/** The bytes that base64 stands for, up to the next tag, which is left in the feed. Characters that are no base64 are left out, as browsers do. */
async function* decoded(feed: ByteFeed): AsyncGenerator<Uint8Array> {
  let carry = ''
  for (let bytes = await feed.next(); bytes !== null; bytes = await feed.next()) {
    const tag = bytes.indexOf(LESS_THAN)
    if (tag >= 0) feed.putBack(Buffer.from(bytes.subarray(tag)))
    const text = carry + bytes.toString('latin1', 0, tag >= 0 ? tag : bytes.length).replace(/[^A-Za-z0-9+/]+/g, '')
    const whole = tag >= 0 ? text.length : text.length - (text.length % GROUP)
    carry = text.slice(whole)
    if (whole > 0) yield Buffer.from(text.slice(0, whole), 'base64')
    if (tag >= 0) return
  }
  if (carry !== '') yield Buffer.from(carry, 'base64')
}

/** Leaves out what the block holds besides: decompression ends before padding, or at a defect. */
async function skipBlock(feed: ByteFeed): Promise<void> {
  for (let bytes = await feed.next(); bytes !== null; bytes = await feed.next()) {
    const tag = bytes.indexOf(LESS_THAN)
    if (tag < 0) continue
    const end = bytes.indexOf(GREATER_THAN, tag)
    feed.putBack(bytes.subarray(end < 0 ? bytes.length : end + 1))
    return
  }
}
