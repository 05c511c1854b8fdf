import type { Column, Snapshot, Value } from '../api/types'
import { nameOf } from './roles'
import type { MetricView } from './view'
import { wallClockMs, wallClockPlus } from './wallClock'

/** One line over time: a value per window, null where a window has none. */
export interface Series {
  name: string
  measure: Column
  values: (Value | null)[]
}

export interface Timeline {
  windows: string[]
  series: Series[]
  /** Which windows are still filling. */
  open: boolean[]
}

export const noTime: Timeline = { windows: [], series: [], open: [] }

/** Pivots the rows of a view into lines: one a measure, or one a name when the rows carry dimensions. */
export function timelineOf(view: MetricView, snapshot: Snapshot): Timeline {
  const { window, dimensions, measures } = view.roles
  if (window === null) return noTime
  const at = (row: (typeof view.rows)[number]): string => String(view.cell(row, window.name) ?? '')
  const windows = [...new Set(view.rows.map(at))].sort()
  const index = new Map(windows.map((w, i) => [w, i]))
  const lines = new Map<string, Series>()
  const closed = new Set<string>()
  for (const row of view.rows) {
    if (snapshot.finalEnds.has(String(view.cell(row, 'window_end')))) closed.add(at(row))
    for (const measure of dimensions.length === 0 ? measures : measures.slice(0, 1)) {
      const name = dimensions.length === 0 ? measure.name : nameOf(dimensions.map((d) => view.cell(row, d.name)))
      const line = lines.get(name) ?? { name, measure, values: windows.map(() => null) }
      line.values[index.get(at(row))!] = view.cell(row, measure.name) ?? null
      lines.set(name, line)
    }
  }
  const series = dimensions.length === 0 ? [...lines.values()] : [...lines.values()].sort((a, b) => sizeOf(b) - sizeOf(a))
  // Only where windows are told final is a window known to be open; of days the last one is.
  const tellsFinal = view.metric.columns.some((c) => c.name === 'window_end')
  return { windows, series, open: windows.map((w, i) => (tellsFinal ? !closed.has(w) : i === windows.length - 1)) }
}

/** The same with empty windows before the first, so that a young metric grows from the right of an axis that stands still. */
export function padded(line: Timeline, slots: number, slideMs: number): Timeline {
  const missing = slots - line.windows.length
  const first = line.windows[0]
  if (first === undefined || missing <= 0 || slideMs <= 0 || Number.isNaN(wallClockMs(first))) return line
  const before = Array.from({ length: missing }, (_, i) => wallClockPlus(first, (i - missing) * slideMs))
  const none = before.map(() => null)
  return {
    windows: [...before, ...line.windows],
    series: line.series.map((s) => ({ ...s, values: [...none, ...s.values] })),
    open: [...before.map(() => false), ...line.open],
  }
}

const sizeOf = (line: Series): number => line.values.reduce<number>((sum, v) => sum + (Number(v) || 0), 0)
