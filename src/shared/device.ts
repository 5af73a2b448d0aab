/** `device.json` of a capture folder (schema `reclaimscope.device/1`). All fields optional; what is missing is inferred and said so. */
import * as v from 'valibot'

export const DEVICE_SCHEMA_ID = 'reclaimscope.device/1'

const count = v.pipe(v.number(), v.minValue(0), v.maxValue(1e15))
const percent = v.pipe(v.number(), v.minValue(0), v.maxValue(100))

export const deviceSchema = v.object({
  schema: v.optional(v.literal(DEVICE_SCHEMA_ID)),
  name: v.optional(v.pipe(v.string(), v.maxLength(500))),
  kernel: v.optional(v.pipe(v.string(), v.maxLength(200))),
  pageSize: v.optional(v.picklist([4096, 16384, 65536])),
  managedPages: v.optional(v.pipe(count, v.integer(), v.minValue(1))),
  /** Pages. */
  watermarks: v.optional(v.object({ min: count, low: count, high: count })),
  swappiness: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(200))),
  watermarkBoostFactor: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1_000_000))),
  watermarkScaleFactor: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(3000))),
  pageCluster: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(16))),
  lru: v.optional(v.picklist(['classic', 'mglru'])),
  hz: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(10_000))),
  cpus: v.optional(
    v.pipe(
      v.array(
        v.object({
          id: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1023)),
          capacity: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(65_536))),
          cluster: v.optional(v.string()),
          maxFreqKhz: v.optional(count),
          dynamicPowerUwPerMhzV2: v.optional(count)
        })
      ),
      v.maxLength(1024)
    )
  ),
  zram: v.optional(v.object({ disksizeBytes: v.optional(count), algorithm: v.optional(v.string()) })),
  pageContent: v.optional(v.object({ sameFilledPct: percent, compressiblePct: percent, incompressiblePct: percent })),
  /** The configuration that ran while recording: a preset id or a whole configuration. Default: off. */
  running: v.optional(v.object({ preset: v.optional(v.string()), config: v.optional(v.unknown()) }))
})

export type Device = v.InferOutput<typeof deviceSchema>
