import { isObject } from './pipeline'

/** The pipeline in a few numbers; null where the server does not say. */
export interface Health {
  /** When the server made the answer, ms since 1970. */
  atMs: number | null
  rowsPerSecond: number | null
  /** Records that wait to be read in topics. */
  backlog: number | null
  /** Bytes that wait to be read in files. */
  backlogBytes: number | null
  /** The greatest lag that the server names. */
  lagMs: number | null
  /** The watermark of the stream that is furthest behind, ms since 1970. */
  watermarkMs: number | null
  late: number | null
  dead: number | null
  /** What has stopped or fails, by name. */
  errors: string[]
  /** What goes on with something left out, by name. */
  notices: string[]
  /** The alerts of metrics that fire now. */
  alerts: FiringAlert[]
}

/** A condition of a metric that holds: its title, the condition, and the dimensions of the row. */
export interface FiringAlert {
  id: string
  title: string
  condition: string
  key: string
}

type Loose = Record<string, unknown>

/** Reads the health of the pipeline from the answer of `GET /api/v1/pipeline`. */
export function healthOf(answer: unknown): Health {
  const all = isObject(answer) ? answer : {}
  const streams = objects(all['streams'])
  const watermarks = numbers(streams, 'watermarkMs')
  return {
    atMs: typeof all['at'] === 'string' ? Date.parse(all['at']) : null,
    rowsPerSecond: sum(numbers(streams, 'rowsPerSecond')),
    backlog: sum(
      numbers(
        streams.filter((s) => typeof s['backlogBytes'] !== 'number'),
        'backlog',
      ),
    ),
    backlogBytes: sum(numbers(streams, 'backlogBytes')),
    lagMs: greatest(numbers([all, ...streams], 'lagMs')),
    watermarkMs: watermarks.length > 0 ? Math.min(...watermarks) : null,
    late: sum(numbers(streams, 'late')),
    dead: sum(streams.flatMap((s) => counts(s['dead']))),
    errors: errorsOf(all),
    notices: objects(all['queries'])
      .filter((q) => q['notice'])
      .map((q) => `${String(q['name'])}: ${String(q['notice'])}`),
    alerts: objects(all['alerts']).map(alertOf),
  }
}

/** Whether the pipeline itself says, not longer than `freshMs` ago, that nothing waits unread. */
export function isCaughtUp(health: Health, nowMs: number, freshMs: number): boolean {
  if (health.atMs === null || nowMs - health.atMs > freshMs || health.errors.length > 0) return false
  return health.lagMs === null ? (health.backlog ?? health.backlogBytes) === 0 && !health.backlogBytes : health.lagMs <= freshMs
}

/** The counts of a number, or of an object of numbers by kind. */
export function counts(value: unknown): number[] {
  if (typeof value === 'number') return [value]
  return isObject(value) ? Object.values(value).filter((v) => typeof v === 'number') : []
}

function errorsOf(all: Loose): string[] {
  const stopped = objects(all['queries'])
    .filter((q) => q['error'])
    .map((q) => `${String(q['name'])}: ${String(q['error'])}`)
  return all['checkpointError'] ? [...stopped, `checkpoint: ${String(all['checkpointError'])}`] : stopped
}

function alertOf(alert: Loose): FiringAlert {
  const key = isObject(alert['key']) ? Object.values(alert['key']).map((value) => String(value ?? 'NULL')) : []
  return {
    id: String(alert['id']),
    title: String(alert['title'] ?? alert['metric']),
    condition: String(alert['condition']),
    key: key.join(' · '),
  }
}

const objects = (value: unknown): Loose[] => (Array.isArray(value) ? value.filter(isObject) : [])
const numbers = (from: Loose[], name: string): number[] => from.map((one) => one[name]).filter((v) => typeof v === 'number')
const sum = (of: number[]): number | null => (of.length > 0 ? of.reduce((a, b) => a + b, 0) : null)
const greatest = (of: number[]): number | null => (of.length > 0 ? Math.max(...of) : null)
