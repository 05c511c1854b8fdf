import type { Chart, Column, Metric, Role, Row, Snapshot, Value, WindowKind } from './types'

const charts: readonly Chart[] = ['line', 'bar', 'rank', 'pie', 'map', 'table', 'number']

type Loose = Record<string, unknown>

/** Turns one entry of the catalogue into a metric; what is missing gets a neutral value. */
export function toMetric(raw: unknown): Metric {
  const m = raw as Loose
  return {
    name: text(m['name']),
    title: text(m['title']) || text(m['name']),
    unit: text(m['unit']),
    chart: charts.find((c) => c === m['chart']) ?? 'table',
    window: toWindow(m['window']),
    columns: list(m['columns']).map(toColumn),
  }
}

/** Turns an answer of REST or a message of the live socket into a snapshot. */
export function toSnapshot(raw: unknown, metric?: string): Snapshot {
  const s = raw as Loose
  return {
    metric: text(s['metric']) || (metric ?? ''),
    columns: list(s['columns']).map((c) => (typeof c === 'string' ? c : text((c as Loose)['name']))),
    rows: list(s['rows']).map((r) => list(r).map(toValue)) as Row[],
    asOf: text(s['asOf']),
    final: s['final'] === true,
  }
}

function toColumn(raw: unknown): Column {
  const c = raw as Loose
  const role = text(c['role']) as Role
  return { name: text(c['name']), type: text(c['type']).toUpperCase(), role: role || 'dimension' }
}

function toWindow(raw: unknown): WindowKind | null {
  if (raw === null || typeof raw !== 'object') return null
  const w = raw as Loose
  const kind = text(w['kind']).toLowerCase()
  return kind === '' || kind === 'none' ? null : { kind, sizeMs: ms(w['sizeMs']), slideMs: ms(w['slideMs']) }
}

function toValue(raw: unknown): Value {
  if (raw === undefined || raw === null) return null
  return typeof raw === 'object' ? JSON.stringify(raw) : (raw as Value)
}

const list = (raw: unknown): unknown[] => (Array.isArray(raw) ? raw : [])
const text = (raw: unknown): string => (typeof raw === 'string' ? raw : '')
const ms = (raw: unknown): number | null => (raw === null || raw === undefined ? null : Number(raw))
