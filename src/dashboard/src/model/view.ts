import type { Metric, Row, Snapshot, Value } from '../api/types'
import { compareExactly } from './decimal'
import { nameOf, rolesOf, type Roles } from './roles'

/** One metric ready to be drawn: its rows, and where each column stands in them. */
export interface MetricView {
  metric: Metric
  roles: Roles
  rows: readonly Row[]
  asOf: string
  cell(row: Row | undefined, column: string): Value | undefined
  name(row: Row): string
}

/** Reads a snapshot through its metric. Rows of older windows than the newest are left out unless `history`. */
export function viewOf(metric: Metric, snapshot: Snapshot, history = false): MetricView {
  const roles = rolesOf(metric)
  const indexes = new Map(snapshot.columns.map((column, index) => [column, index]))
  const cell = (row: Row | undefined, column: string): Value | undefined => row?.[indexes.get(column) ?? -1]
  const name = (row: Row): string => nameOf(roles.dimensions.map((d) => cell(row, d.name)))
  const { window } = roles
  const at = (row: Row): string => String(cell(row, window?.name ?? ''))
  const rows =
    window === null
      ? snapshot.rows
      : history
        ? [...snapshot.rows].sort((a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0))
        : newest(snapshot.rows, at)
  return { metric, roles, rows, asOf: snapshot.asOf, cell, name }
}

/** The rows in the order of a ranking: by the rank column, else the greatest first measure first. */
export function ranked(view: MetricView): Row[] {
  const { rank, measures } = view.roles
  const by = rank ?? measures[0]
  if (by === undefined) return [...view.rows]
  const sign = rank === null ? -1 : 1
  return [...view.rows].sort((a, b) => sign * compareExactly(view.cell(a, by.name), view.cell(b, by.name)))
}

function newest(rows: readonly Row[], window: (row: Row) => string): readonly Row[] {
  const last = rows.reduce((max, row) => (window(row) > max ? window(row) : max), '')
  return rows.filter((row) => window(row) === last)
}
