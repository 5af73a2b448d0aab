/** Names that the web host and the page agree on. */

/** Key of the web host: in the address's fragment for the first load, in this header from then on. */
export const TOKEN_HEADER = 'x-reclaimscope-token'
/** Which stream a message belongs to: given by the stream's response, repeated with every message sent. */
export const SESSION_HEADER = 'x-reclaimscope-session'

export const WEB_PATHS = {
  /** GET: messages to the page, framed, until either side goes away. */
  stream: '/api/stream',
  /** POST: framed messages from the page, in order. */
  send: '/api/send',
  /** POST: the bytes of one file, `?name=…`; answers `{ fileId, name }`. */
  upload: '/api/upload',
  /** GET: a report, under a path that only the page that asked for it knows. */
  download: '/download/'
} as const

/** Longest message to the page and from the page. */
export const MAX_DOWN_FRAME_BYTES = 256 * 1024 * 1024
export const MAX_UP_FRAME_BYTES = 32 * 1024 * 1024
