import type { Value } from '../api/types'
import { sumOf, toGeometry } from './decimal'
import { nameText } from './roles'
import type { MetricView } from './view'

export interface Stack {
  name: string
  /** The value of the first dimension as the metric has it. */
  raw: Value
  parts: { name: string; value: string; size: number }[]
  whole: string
  size: number
}

const mostParts = 5

/** Rows with two dimensions as stacked bars: the first dimension names the bars, the second splits them. What has no color of its own
 *  is the rest. */
export function stacksOf(view: MetricView, rest: string): { parts: string[]; stacks: Stack[] } {
  const [names, split] = view.roles.dimensions
  const measure = view.roles.measures[0]
  if (!names || !split || !measure) return { parts: [], stacks: [] }
  const sizes = new Map<string, number>()
  const found = new Map<string, { raw: Value; values: Map<string, Value[]> }>()
  for (const row of view.rows) {
    const raw = view.cell(row, names.name) ?? null
    const part = nameText(view.cell(row, split.name))
    const value = view.cell(row, measure.name) ?? null
    sizes.set(part, (sizes.get(part) ?? 0) + Math.abs(toGeometry(value)))
    const bar = found.get(nameText(raw)) ?? { raw, values: new Map<string, Value[]>() }
    bar.values.set(part, [...(bar.values.get(part) ?? []), value])
    found.set(nameText(raw), bar)
  }
  const all = [...sizes.keys()].sort((a, b) => sizes.get(b)! - sizes.get(a)!)
  const parts = all.length > mostParts ? [...all.slice(0, mostParts - 1).sort(), rest] : all.sort()
  const valuesOf = (bar: Map<string, Value[]>, part: string): Value[] =>
    part === rest && all.length > mostParts
      ? [...bar].filter(([name]) => !parts.includes(name)).flatMap(([, values]) => values)
      : (bar.get(part) ?? [])
  const stacks = [...found].map(([name, { raw, values }]) => {
    const split = parts
      .map((part) => ({ name: part, value: sumOf(valuesOf(values, part)) }))
      .map((one) => ({ ...one, size: toGeometry(one.value) }))
    const whole = sumOf([...values.values()].flat())
    return { name, raw, parts: split, whole, size: toGeometry(whole) }
  })
  return { parts, stacks: stacks.sort((a, b) => b.size - a.size) }
}
