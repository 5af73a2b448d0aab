/** Several small text files as one download: a zip without compression (PKWARE APPNOTE 4.3), readable everywhere. Same files, same bytes. */
import { crc32 } from 'node:zlib'

export interface ZipEntry {
  /** ASCII name without folders. */
  readonly name: string
  readonly content: string | Uint8Array
}

const LOCAL_HEADER = 0x04034b50
const CENTRAL_HEADER = 0x02014b50
const END_HEADER = 0x06054b50
const VERSION = 20
const UTF8_FLAG = 0x0800
/** 1 January 1980, the earliest date of the format: an archive holds no time of writing. */
const DOS_DATE = 0x0021

/** The fields that local and central header share. */
function commonFields(data: Buffer, name: Buffer): Buffer {
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(VERSION, 0)
  fields.writeUInt16LE(UTF8_FLAG, 2)
  fields.writeUInt16LE(DOS_DATE, 8)
  fields.writeUInt32LE(crc32(data), 10)
  fields.writeUInt32LE(data.byteLength, 14)
  fields.writeUInt32LE(data.byteLength, 18)
  fields.writeUInt16LE(name.byteLength, 22)
  return fields
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value, 0)
  return bytes
}

function centralHeader(common: Buffer, name: Buffer, offset: number): Buffer {
  const made = Buffer.alloc(2)
  made.writeUInt16LE(VERSION, 0)
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE(offset, 10)
  return Buffer.concat([signature(CENTRAL_HEADER), made, common, rest, name])
}

/** The archive; files in the order given. Together below 4 GiB. */
export function zipArchive(entries: readonly ZipEntry[]): Buffer {
  const local: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const name = Buffer.from(entry.name, 'utf8')
    const data = typeof entry.content === 'string' ? Buffer.from(entry.content, 'utf8') : Buffer.from(entry.content.buffer, entry.content.byteOffset, entry.content.byteLength)
    const common = commonFields(data, name)
    const block = Buffer.concat([signature(LOCAL_HEADER), common, name, data])
    central.push(centralHeader(common, name, offset))
    local.push(block)
    offset += block.byteLength
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(directory.byteLength, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...local, directory, signature(END_HEADER), end])
}
