import type { Cut, Metric } from '../api/types'
import type { PanelKind } from '../layout/kinds'
import { rolesOf } from './roles'

const historyWindows = 240
const maxSeries = 6
export const pieSlices = 6

/** Which rows a panel of this kind draws, in the order that it draws them. */
export function cutOf(metric: Metric, kind: PanelKind, rows: number): Cut {
  const { window, dimensions, measures, rank } = rolesOf(metric)
  const order = rank ? rank.name : measures[0] ? `-${measures[0].name}` : undefined
  const base: Cut = { metric: metric.name, ...(order === undefined ? {} : { order }) }
  const split = dimensions[0]
  switch (kind) {
    case 'line':
    case 'number':
    case 'hero':
      return window === null
        ? { metric: metric.name, limit: 1 }
        : { ...base, windows: historyWindows, ...(dimensions.length > 0 ? { limit: maxSeries } : {}) }
    case 'pie':
      return { ...base, limit: pieSlices }
    case 'stack':
      return { ...base, limit: rows, ...(split ? { by: split.name } : {}) }
    case 'map':
    case 'funnel':
      return { ...base, limit: 100 }
    default:
      return { ...base, limit: rows }
  }
}
