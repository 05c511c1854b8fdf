import type { Column, Metric, Value } from '../api/types'

const named = (...names: string[]) => new Set(names)
const rankName = /^(rank(_?no|_?num|ing)?|rn|row_?(no|num|number)|position|place)$/i
const shares = named('share', 'ratio', 'percent', 'rate')

/** How the columns of one metric are to be read. */
export interface Roles {
  /** The column that tells one window from the next: its start where windows follow each other, its end where they overlap. */
  window: Column | null
  /** Columns that name a row. */
  dimensions: Column[]
  /** Columns that measure, without ranks and shares; the first is the one that sorts. */
  measures: Column[]
  rank: Column | null
}

/** Reads the roles of a metric's columns; `prefer` names the measure that comes first. */
export function rolesOf(metric: Metric, prefer?: string): Roles {
  const windows = metric.columns.filter((c) => c.role === 'window')
  // A total by day has no window, but its days follow each other as windows do.
  const days = metric.columns.filter((c) => c.role === 'dimension' && c.type === 'DATE')
  const edge = /cumul|hop|slid/.test(metric.window?.kind ?? '') ? /end/i : /start/i
  const rank = metric.columns.find((c) => c.role !== 'window' && rankName.test(c.name)) ?? null
  const measures = metric.columns.filter((c) => c.role === 'measure' && c !== rank && !shares.has(c.name.toLowerCase()))
  const first = measures.find((c) => c.name === prefer)
  return {
    window: windows.find((c) => edge.test(c.name)) ?? windows[0] ?? days[0] ?? null,
    dimensions: metric.columns.filter((c) => c.role === 'dimension' && c !== rank && !days.includes(c)),
    measures: first ? [first, ...measures.filter((c) => c !== first)] : measures,
    rank,
  }
}

/** Money is an exact decimal with a fraction; a count is an integer. */
export function isMoney(column: Column): boolean {
  return /^(DECIMAL|NUMERIC)/.test(column.type) && !/^\w+\s*\(\s*\d+\s*(,\s*0\s*)?\)$/.test(column.type)
}

/** Names the row a cell belongs to: the text of its dimensions. */
export function nameOf(values: readonly (Value | undefined)[]): string {
  return values.map((v) => (v === null || v === undefined || v === '' ? '—' : String(v))).join(' · ')
}
