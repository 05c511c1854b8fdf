/** The wire contract of Tally's API, as this screen reads it. */

/** A cell. Numbers that a double would not hold exactly arrive as their decimal text. */
export type Value = string | number | boolean | null

export type Row = readonly Value[]

export type Role = 'window' | 'dimension' | 'measure'

export interface Column {
  name: string
  type: string
  role: Role
}

export interface WindowKind {
  kind: string
  sizeMs: number | null
  slideMs: number | null
}

export type Chart = 'line' | 'bar' | 'rank' | 'pie' | 'map' | 'table' | 'number'

/** What the catalogue says of one metric. */
export interface Metric {
  name: string
  title: string
  unit: string
  chart: Chart
  window: WindowKind | null
  columns: Column[]
}

/** The rows of one metric at one instant. */
export interface Snapshot {
  metric: string
  columns: string[]
  rows: Row[]
  /** ISO instant at which these rows were the newest. */
  asOf: string
  final: boolean
}

/** Which rows to read: the query string of `GET …/rows`. */
export interface RowsQuery {
  window?: 'latest' | 'all' | string
  from?: string
  to?: string
  where?: string
  order?: string
  limit?: number
}
