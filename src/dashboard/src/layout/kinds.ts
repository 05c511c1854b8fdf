import type { Metric } from '../api/types'
import { isMoney, rolesOf } from '../model/roles'
import type { Tone } from './shop'

export type PanelKind = 'hero' | 'line' | 'bar' | 'rank' | 'pie' | 'map' | 'table' | 'number' | 'funnel' | 'stack'

/** Chooses a panel by what the metric asks for and what its columns can carry. */
export function kindOf(metric: Metric): PanelKind {
  const { window, dimensions, measures } = rolesOf(metric)
  if (measures.length === 0) return 'table'
  if (dimensions.length === 0 && metric.chart !== 'line') return 'number'
  switch (metric.chart) {
    case 'line':
      return window === null ? (dimensions.length > 0 ? 'bar' : 'number') : 'line'
    case 'map':
      return dimensions.some((d) => /province|region/i.test(d.name)) ? 'map' : 'rank'
    case 'bar':
    case 'rank':
      return dimensions.length === 2 && metric.chart === 'bar' ? 'stack' : metric.chart
    default:
      return metric.chart
  }
}

/** The colour of a metric that no layout names. */
export function toneOf(metric: Metric): Tone {
  const { measures, dimensions } = rolesOf(metric)
  if (measures.some(isMoney)) return 'money'
  return dimensions.some((d) => /user|buyer|gender/i.test(d.name)) ? 'people' : 'traffic'
}
