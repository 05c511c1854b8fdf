import type { Chart, Metric } from '../api/types'
import { rolesOf, shareOf } from '../model/roles'

export type PanelKind = 'hero' | 'line' | 'bar' | 'rank' | 'pie' | 'map' | 'table' | 'number' | 'funnel' | 'stack'

/** Why another chart than the one that was asked for: a key of the screen's words. */
export type Reason = 'unknownChart' | 'noMeasure' | 'noDimension' | 'noWindow' | 'noProvince' | 'oneDimension' | 'noSum'

export interface Choice {
  kind: PanelKind
  reason?: Reason
}

/** Chooses a panel by what the metric asks for and what its columns can carry. */
export function choose(metric: Metric): Choice {
  const choice = fitting(metric)
  return metric.unknownChart && !choice.reason ? { ...choice, reason: 'unknownChart' } : choice
}

export const kindOf = (metric: Metric): PanelKind => choose(metric).kind

function fitting(metric: Metric): Choice {
  const roles = rolesOf(metric)
  const { window, dimensions, measures } = roles
  const asked = metric.chart
  if (measures.length === 0) return asked === 'table' ? { kind: 'table' } : { kind: 'table', reason: 'noMeasure' }
  if (asked === 'funnel') return { kind: 'funnel' }
  if (asked === 'line') return window === null ? { kind: dimensions.length > 0 ? 'bar' : 'number', reason: 'noWindow' } : { kind: 'line' }
  if (dimensions.length === 0)
    return asked === 'number' || asked === 'table' ? { kind: 'number' } : { kind: 'number', reason: 'noDimension' }
  if (asked === 'number') return { kind: 'bar' }
  if (asked === 'map')
    return dimensions.some((d) => /province|region/i.test(d.name)) ? { kind: 'map' } : { kind: 'rank', reason: 'noProvince' }
  if (asked === 'pie') return measures[0]!.sum || shareOf(roles) ? { kind: 'pie' } : { kind: 'bar', reason: 'noSum' }
  if (asked === 'stack') return stackOf(dimensions.length, 'oneDimension')
  return asked === 'bar' && dimensions.length === 2 ? { kind: 'stack' } : { kind: asked satisfies Chart }
}

const stackOf = (dimensions: number, reason: Reason): Choice => (dimensions === 2 ? { kind: 'stack' } : { kind: 'bar', reason })
