import type { Metric } from '../api/types'
import { isMoney, rolesOf } from '../model/roles'

/** One colour a subject: money is gold, traffic is cyan, people are violet. */
export type Tone = 'money' | 'traffic' | 'people'

export function toneOf(metric: Metric): Tone {
  const { measures, dimensions } = rolesOf(metric)
  if (dimensions.some((d) => /user|buyer|gender/i.test(d.name))) return 'people'
  if (measures.some(isMoney)) return 'money'
  return /visitors/.test(metric.name) ? 'people' : 'traffic'
}
