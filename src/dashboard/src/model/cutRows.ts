import { toRow, toTotals } from '../api/normalise'
import type { Row, Snapshot, Value } from '../api/types'

/** What one message says of a cut. */
interface Change {
  metric?: string
  columns?: string[]
  upsert?: unknown[][]
  remove?: number[]
  final?: string[]
  count?: number
  totals?: Record<string, Value>
  error?: string
}

/** The rows of one cut: whole pictures replace them, changes are taken in row by row. */
export class CutRows {
  #rows = new Map<number, Row>()
  #finalEnds: ReadonlySet<string> = new Set()
  #metric = ''
  #columns: string[] = []
  #count = 0
  #totals: Record<string, Value> = {}
  /** Why there are no rows; empty when there are. */
  error = ''

  /** Takes one change in; false when it belongs to a picture that this page has not seen. */
  take(raw: unknown): boolean {
    const change = raw as Change
    this.error = change.error ?? ''
    if (change.error !== undefined) return true
    if (change.columns !== undefined) this.#begin(change)
    else if (this.#columns.length === 0) return false
    for (const id of change.remove ?? []) this.#rows.delete(id)
    for (const [id, ...cells] of change.upsert ?? []) this.#rows.set(Number(id), toRow(cells))
    if (change.final !== undefined) this.#finalEnds = new Set([...this.#finalEnds, ...change.final])
    this.#count = change.count ?? this.#rows.size
    this.#totals = toTotals(change.totals)
    return true
  }

  snapshot(asOf: string): Snapshot {
    const at = this.#columns.indexOf('window_end')
    const rows = [...this.#rows.values()]
    const final = at >= 0 && rows.length > 0 && rows.every((row) => this.#finalEnds.has(String(row[at])))
    return {
      metric: this.#metric,
      columns: this.#columns,
      rows,
      asOf,
      final,
      finalEnds: this.#finalEnds,
      count: this.#count,
      totals: this.#totals,
    }
  }

  #begin(change: Change): void {
    this.#rows = new Map()
    this.#finalEnds = new Set()
    this.#metric = change.metric ?? ''
    this.#columns = change.columns ?? []
  }
}
