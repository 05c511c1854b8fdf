import type { Value } from '../api/types'
import { toGeometry } from './decimal'
import type { MetricView } from './view'
import { timeOfDay } from './wallClock'

export interface Peak {
  /** The first measure of the newest whole window. */
  last: Value | undefined
  /** The greatest one, and when. */
  most: Value | undefined
  at: string
}

/** The newest whole window and the greatest one of a metric over time; null while only one window is filling. */
export function peakOf(view: MetricView): Peak | null {
  const { window, measures } = view.roles
  const measure = measures[0]
  if (window === null || measure === undefined || view.rows.length < 2) return null
  const value = (index: number): Value | undefined => view.cell(view.rows[index], measure.name)
  const most = view.rows.reduce((best, _, index) => (toGeometry(value(index)) > toGeometry(value(best)) ? index : best), 0)
  return { last: value(view.rows.length - 2), most: value(most), at: timeOfDay(view.cell(view.rows[most], window.name)) }
}
