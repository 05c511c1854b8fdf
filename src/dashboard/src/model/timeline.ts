import type { Value } from '../api/types'
import { nameOf } from './roles'
import type { MetricView } from './view'
import { wallClockMs, wallClockPlus } from './wallClock'

/** One line over time: a value per window, null where a window has none. */
export interface Series {
  name: string
  measure: string
  values: (Value | null)[]
}

export interface Timeline {
  windows: string[]
  series: Series[]
  /** Number of windows at the end that are still filling: 0 or 1. */
  open: number
}

const maxSeries = 6

/** Pivots the rows of a view into lines: one a measure, or one a name when the rows carry dimensions. */
export function timelineOf(view: MetricView, final: boolean): Timeline {
  const { window, dimensions, measures } = view.roles
  if (window === null) return { windows: [], series: [], open: 0 }
  const at = (row: (typeof view.rows)[number]): string => String(view.cell(row, window.name) ?? '')
  const windows = [...new Set(view.rows.map(at))].sort()
  const index = new Map(windows.map((w, i) => [w, i]))
  const lines = new Map<string, Series>()
  for (const row of view.rows) {
    const shown = dimensions.length === 0 ? measures : measures.slice(0, 1)
    for (const measure of shown) {
      const name = dimensions.length === 0 ? measure.name : nameOf(dimensions.map((d) => view.cell(row, d.name)))
      const line = lines.get(name) ?? { name, measure: measure.name, values: windows.map(() => null) }
      line.values[index.get(at(row))!] = view.cell(row, measure.name) ?? null
      lines.set(name, line)
    }
  }
  const series = dimensions.length === 0 ? [...lines.values()] : greatest([...lines.values()])
  return { windows, series, open: final || /cumul/.test(view.metric.window?.kind ?? '') ? 0 : Math.min(1, windows.length) }
}

/** The same with empty windows before the first, so that a young metric grows from the right of an axis that stands still. */
export function padded(line: Timeline, slots: number, slideMs: number): Timeline {
  const missing = slots - line.windows.length
  const first = line.windows[0]
  if (first === undefined || missing <= 0 || slideMs <= 0 || Number.isNaN(wallClockMs(first))) return line
  const before = Array.from({ length: missing }, (_, i) => wallClockPlus(first, (i - missing) * slideMs))
  return { ...line, windows: [...before, ...line.windows], series: line.series.map((s) => ({ ...s, values: [...before.map(() => null), ...s.values] })) }
}

function greatest(lines: Series[]): Series[] {
  const size = (line: Series): number => line.values.reduce<number>((sum, v) => sum + (Number(v) || 0), 0)
  return [...lines].sort((a, b) => size(b) - size(a)).slice(0, maxSeries)
}
