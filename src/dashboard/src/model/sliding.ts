import type { Metric, Snapshot } from '../api/types'
import { rolesOf } from './roles'
import { wallClockMs } from './wallClock'

/**
 * Leaves out the sliding windows that have only begun. Size ÷ slide of them fill at once, each emptier than the one before;
 * only the fullest says what happened in the last `size`, the others would read as a fall.
 */
export function withoutBegun(metric: Metric, snapshot: Snapshot): Snapshot {
  const { window } = rolesOf(metric)
  const { kind, sizeMs, slideMs } = metric.window ?? {}
  if (window === null || snapshot.final || !/hop|slid/.test(kind ?? '') || !sizeMs || !slideMs) return snapshot
  const at = snapshot.columns.indexOf(window.name)
  const newestMs = Math.max(...snapshot.rows.map((row) => wallClockMs(row[at])))
  return { ...snapshot, rows: snapshot.rows.filter((row) => wallClockMs(row[at]) <= newestMs - sizeMs + slideMs) }
}
