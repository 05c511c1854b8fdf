import type { Column, Metric, Value } from '../api/types'

const rankName = /^(rank(_?no|_?num|ing)?|rn|row_?(no|num|number)|position|place)$/i

/** How the columns of one metric are to be read. */
export interface Roles {
  /** The column that tells one window from the next: its start where windows follow each other, its end where they overlap. */
  window: Column | null
  /** Columns that name a row. */
  dimensions: Column[]
  /** Columns that measure, without ranks; the first is the one that sorts. */
  measures: Column[]
  rank: Column | null
}

/** Reads the roles of a metric's columns. */
export function rolesOf(metric: Metric): Roles {
  const windows = metric.columns.filter((c) => c.role === 'window')
  // A total by day has no window, but its days follow each other as windows do.
  const days = metric.columns.filter((c) => c.role === 'dimension' && c.type === 'DATE')
  const edge = /cumul|hop|slid/.test(metric.window?.kind ?? '') ? /end/i : /start/i
  const rank = metric.columns.find((c) => c.role !== 'window' && rankName.test(c.name)) ?? null
  const measures = metric.columns.filter((c) => c.role === 'measure' && c !== rank)
  return {
    window: windows.find((c) => edge.test(c.name)) ?? windows[0] ?? days[0] ?? null,
    dimensions: metric.columns.filter((c) => c.role === 'dimension' && c !== rank && !days.includes(c)),
    measures,
    rank,
  }
}

/** A share of a whole that the metric computes itself, from 0 to 1. */
export function shareOf(roles: Roles): Column | null {
  return roles.measures.find((c) => c.name.toLowerCase() === 'share') ?? null
}

/** Money is an exact decimal with a fraction; a count is an integer. */
export function isMoney(column: Column): boolean {
  return /^(DECIMAL|NUMERIC)/.test(column.type) && !/^\w+\s*\(\s*\d+\s*(,\s*0\s*)?\)$/.test(column.type)
}

/** A name as it is shown: NULL, empty text and blanks can be told apart and clicked. */
export function nameText(value: Value | undefined): string {
  if (value === null || value === undefined) return '—'
  const text = String(value)
  return text.trim() === '' ? `“${text.replace(/\s/g, '␠')}”` : text
}

/** Names the row a cell belongs to: the text of its dimensions. */
export function nameOf(values: readonly (Value | undefined)[]): string {
  return values.map(nameText).join(' · ')
}
