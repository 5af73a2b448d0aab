/**
 * Kernel events without a message of their own: `GenericFtraceEvent` (name and named values in every event) and, since
 * Perfetto 50, dynamic field numbers described by `generic_event_descriptors` of a bundle.
 */
import { MalformedMessage, type WireReader } from './wire-reader'

const MAX_EVENTS = 10_000
const MAX_FIELDS = 256
const MAX_NAME_BYTES = 256

/** `FieldDescriptorProto.Type` of signed numbers: int64, int32, sfixed32, sfixed64, sint32, sint64. */
const SIGNED_TYPES = new Set([3, 5, 15, 16, 17, 18])

export interface GenericField {
  readonly name: string
  readonly isSigned: boolean
}

/** One described event. */
export interface GenericEvent {
  readonly name: string
  /** By field number. */
  readonly fields: ReadonlyMap<number, GenericField>
}

/** Event descriptors of a recording, by field number of `FtraceEvent`. */
export class GenericEvents {
  private readonly events = new Map<number, GenericEvent>()

  /** The event described for that field; undefined when none is. */
  find(field: number): GenericEvent | undefined {
    return this.events.get(field)
  }

  /** Reads a `GenericEventDescriptor { field_id 1, event_descriptor 2, group_name 3 }` that ends at `end`. Later ones replace earlier ones. */
  readDescriptor(reader: WireReader, end: number): void {
    let fieldId = 0
    let event: GenericEvent | null = null
    for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
      if (field === 1) fieldId = reader.readUnsigned()
      else if (field === 2) event = readMessageDescriptor(reader, reader.enter(end))
    }
    if (fieldId === 0 || event === null || event.name === '') return
    if (this.events.size < MAX_EVENTS || this.events.has(fieldId)) this.events.set(fieldId, event)
  }
}

/** `DescriptorProto { name 1, field 2 }`. */
function readMessageDescriptor(reader: WireReader, end: number): GenericEvent {
  let name = ''
  const fields = new Map<number, GenericField>()
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
    if (field === 1) name = readName(reader, end)
    else if (field === 2) {
      if (fields.size >= MAX_FIELDS) throw new MalformedMessage('too many fields')
      readFieldDescriptor(reader, reader.enter(end), fields)
    }
  }
  return { name, fields }
}

/** `FieldDescriptorProto { name 1, number 3, type 5 }`. */
function readFieldDescriptor(reader: WireReader, end: number, fields: Map<number, GenericField>): void {
  let name = ''
  let number = 0
  let type = 0
  for (let field = reader.next(end); field !== 0; field = reader.next(end)) {
    if (field === 1) name = readName(reader, end)
    else if (field === 3) number = reader.readUnsigned()
    else if (field === 5) type = reader.readUnsigned()
  }
  if (name !== '' && number > 0) fields.set(number, { name, isSigned: SIGNED_TYPES.has(type) })
}

function readName(reader: WireReader, end: number): string {
  const name = reader.readText(end)
  if (name.length > MAX_NAME_BYTES) throw new MalformedMessage('a name is too long')
  return name
}
