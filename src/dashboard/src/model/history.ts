import type { Row, Snapshot } from '../api/types'

/** The rows of past windows of one metric: a newer state of a window replaces the older one. */
export class History {
  #windows = new Map<string, Row[]>()
  #columns: string[] = []

  /** `windowColumn` tells windows apart; the newest `limit` windows are kept. */
  constructor(
    readonly windowColumn: string,
    readonly limit: number,
  ) {}

  /** Takes the newest state in. Windows after it can only come from an earlier reading and are dropped. */
  mergeNewest(snapshot: Snapshot): Snapshot {
    const at = snapshot.columns.indexOf(this.windowColumn)
    const newest = snapshot.rows.reduce((max, row) => (String(row[at]) > max ? String(row[at]) : max), '')
    if (newest !== '') for (const window of this.#windows.keys()) if (window > newest) this.#windows.delete(window)
    return this.merge(snapshot)
  }

  /** Takes a snapshot in and returns all windows in order of time. */
  merge(snapshot: Snapshot): Snapshot {
    const at = snapshot.columns.indexOf(this.windowColumn)
    if (at < 0) return snapshot
    if (snapshot.columns.join() !== this.#columns.join()) this.#windows.clear()
    this.#columns = snapshot.columns
    for (const [window, rows] of groups(snapshot.rows, at)) this.#windows.set(window, rows)
    const kept = [...this.#windows.keys()].sort().slice(-this.limit)
    this.#windows = new Map(kept.map((window) => [window, this.#windows.get(window)!]))
    return { ...snapshot, rows: [...this.#windows.values()].flat() }
  }
}

function groups(rows: readonly Row[], at: number): Map<string, Row[]> {
  const found = new Map<string, Row[]>()
  for (const row of rows) {
    const window = String(row[at])
    const group = found.get(window)
    if (group) group.push(row)
    else found.set(window, [row])
  }
  return found
}
