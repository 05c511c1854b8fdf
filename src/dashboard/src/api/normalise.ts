import type { Chart, Column, Metric, Place, Role, Row, Snapshot, Value, WindowKind } from './types'

const charts: readonly Chart[] = ['line', 'bar', 'rank', 'pie', 'map', 'table', 'number', 'funnel', 'stack']

type Loose = Record<string, unknown>

/** Turns one entry of the catalogue into a metric; what is missing gets a neutral value. */
export function toMetric(raw: unknown): Metric {
  const m = raw as Loose
  return {
    name: text(m['name']),
    title: text(m['title']) || text(m['name']),
    unit: text(m['unit']),
    chart: charts.find((c) => c === m['chart']) ?? 'table',
    unknownChart: text(m['unknownChart']),
    window: toWindow(m['window']),
    screen: text(m['screen']),
    place: toPlace(m['place']),
    hidden: m['hidden'] === true,
    columns: list(m['columns']).map(toColumn),
  }
}

/** Turns an answer of REST or a message of the live socket into a snapshot. */
export function toSnapshot(raw: unknown, metric?: string): Snapshot {
  const s = raw as Loose
  return {
    metric: text(s['metric']) || (metric ?? ''),
    columns: list(s['columns']).map((c) => (typeof c === 'string' ? c : text((c as Loose)['name']))),
    rows: list(s['rows']).map(toRow),
    asOf: text(s['asOf']),
    final: s['final'] === true,
    finalEnds: new Set(),
    count: typeof s['count'] === 'number' ? s['count'] : list(s['rows']).length,
    totals: toTotals(s['totals']),
  }
}

export function toTotals(raw: unknown): Record<string, Value> {
  return Object.fromEntries(Object.entries((raw ?? {}) as Loose).map(([name, value]) => [name, toValue(value)]))
}

export function toRow(raw: unknown): Row {
  return list(raw).map(toValue)
}

function toPlace(raw: unknown): Place | null {
  const p = raw as Place | null | undefined
  return p && [p.column, p.row, p.width, p.height].every((n) => Number.isInteger(n) && n >= 1) ? p : null
}

function toColumn(raw: unknown): Column {
  const c = raw as Loose
  const role = text(c['role']) as Role
  return {
    name: text(c['name']),
    type: text(c['type']).toUpperCase(),
    role: role || 'dimension',
    unit: text(c['unit']),
    label: text(c['label']),
    sum: c['sum'] === true,
  }
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
