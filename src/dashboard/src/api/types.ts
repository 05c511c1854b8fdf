/** The wire contract of Tally's API, as this screen reads it. */

/** A cell. Numbers that a double would not hold exactly arrive as their decimal text. */
export type Value = string | number | boolean | null

export type Row = readonly Value[]

export type Role = 'window' | 'dimension' | 'measure'

export interface Column {
  name: string
  type: string
  role: Role
  /** The unit of a measure, in one or two languages; empty when it has none. */
  unit: string
  /** What people call it, in one or two languages; empty: its name. */
  label: string
  /** Whether its values add up over rows. */
  sum: boolean
}

export interface WindowKind {
  kind: string
  sizeMs: number | null
  slideMs: number | null
}

export type Chart = 'line' | 'bar' | 'rank' | 'pie' | 'map' | 'table' | 'number' | 'funnel' | 'stack'

/** A place on the screen in cells; the first column and row are 1. */
export interface Place {
  column: number
  row: number
  width: number
  height: number
}

/** What the catalogue says of one metric. */
export interface Metric {
  name: string
  title: string
  unit: string
  chart: Chart
  /** What @chart names where that is no chart. */
  unknownChart: string
  window: WindowKind | null
  screen: string
  place: Place | null
  hidden: boolean
  columns: Column[]
}

/** The rows of one cut of a metric at one instant. */
export interface Snapshot {
  metric: string
  columns: string[]
  rows: Row[]
  /** ISO instant at which these rows were the newest. */
  asOf: string
  /** Whether all windows among them have fired. */
  final: boolean
  /** The ends of the windows that have fired. */
  finalEnds: ReadonlySet<string>
  /** How many rows there are before the limit. */
  count: number
  /** The sum over all of them of each column that adds up. */
  totals: Readonly<Record<string, Value>>
}

/** Which rows of a metric a panel shows. */
export interface Cut {
  metric: string
  /** A column to sort by, descending with a leading '-'. */
  order?: string
  /** How many rows; with `windows` or `by` the rows of how many names. */
  limit?: number
  /** column:value, or the column alone for NULL. */
  where?: string[]
  /** How many of the newest windows; the newest one else. */
  windows?: number
  /** The column that names rows for the limit; all dimensions else. */
  by?: string
}
