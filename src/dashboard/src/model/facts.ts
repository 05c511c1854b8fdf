import { clockText } from './clock'
import { grouped, toDecimal } from './decimal'
import type { Value } from '../api/types'

/** Ms beyond this are an instant since 1970, not a duration. */
export const instantMs = 1e11

const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** A fact of the pipeline as text; the unit is read from the end of its name: `lagMs`, `sizeBytes`, `recordsPerSecond`. */
export function factText(name: string, value: unknown, timeZone?: string): string {
  if (value === null || value === undefined || value === '') return '—'
  if (typeof value === 'boolean') return value ? '✓' : '✗'
  if (Array.isArray(value)) return value.map(String).join(', ')
  if (typeof value === 'object') return kindsText(value)
  if (typeof value === 'number' || /^-?\d+(\.\d+)?$/.test(String(value))) return numberText(name, value as Value, timeZone)
  return instantText(String(value), timeZone)
}

/** 0.4 s, 12 s, 3.2 min. */
export function durationText(ms: number): string {
  if (ms < 1) return ms > 0 ? `${(ms * 1000).toFixed(0)} µs` : '0 ms'
  if (ms < 1000) return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  if (ms < 3_600_000) return `${(ms / 60_000).toFixed(1)} min`
  return ms < 86_400_000 ? `${(ms / 3_600_000).toFixed(1)} h` : `${(ms / 86_400_000).toFixed(1)} d`
}

export function bytesText(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(binary.length - 1, Math.floor(Math.log2(bytes) / 10))
  return `${(bytes / 1024 ** step).toFixed(step === 0 ? 0 : 1)} ${binary[step]}`
}

/** `recordsPerSecond` and `records_per_second` as `records per second`, without the unit that the value shows. */
export function factName(name: string): string {
  const last = name.split('.').pop() ?? name
  const words = last
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/_/g, ' ')
    .toLowerCase()
  // Records and bytes that wait are two facts.
  if (words === 'backlog bytes') return 'backlog size'
  return words.replace(/ (ms|bytes)$/, '').replace(/ per second$/, ' /s')
}

function numberText(name: string, value: Value, timeZone?: string): string {
  if (/Ms$|_ms$/.test(name)) return Number(value) > instantMs ? clockText(Number(value), timeZone) : durationText(Number(value))
  if (/Bytes$|_bytes$|^bytes$/.test(name)) return bytesText(Number(value))
  const exact = toDecimal(value)
  if (exact === null) return String(value)
  return grouped(exact, Math.min(exact.scale, Math.abs(Number(value)) < 10 ? 2 : 0))
}

// Counts by kind: their sum, then what it is made of.
function kindsText(value: object): string {
  const kinds = Object.entries(value)
  if (!kinds.every(([, count]) => typeof count === 'number')) return JSON.stringify(value)
  const whole = kinds.reduce((sum, [, count]) => sum + Number(count), 0)
  if (whole === 0) return '0'
  // What has units of its own cannot be added.
  const measured = kinds.some(([kind]) => /(Ms|[bB]ytes)$/.test(kind))
  const parts = kinds.map(([kind, count]) => `${factName(kind)} ${factText(kind, count)}`).join(', ')
  return measured ? parts : `${whole} (${parts})`
}

function instantText(value: string, timeZone?: string): string {
  return /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(value) ? clockText(Date.parse(value), timeZone) || value : value
}
