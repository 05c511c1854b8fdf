import type { Column, Snapshot, Value } from '../api/types'
import { provinceOf, type Tile } from '../layout/provinces'
import { sumOf, toGeometry } from './decimal'
import { nameText } from './roles'
import { ranked, type MetricView } from './view'

export interface Region {
  name: string
  /** The value of the dimension as the metric has it, for its detail page. */
  raw: Value
  tile: Tile | undefined
  value: Value
  size: number
}

/** The rows of a map, greatest first; two spellings of one province are one region where their values add up. */
export function regionsOf(view: MetricView): { column: Column | undefined; regions: Region[] } {
  const column = view.roles.dimensions.find((d) => /province|region/i.test(d.name)) ?? view.roles.dimensions[0]
  const measure = view.roles.measures[0]
  if (column === undefined || measure === undefined) return { column, regions: [] }
  const regions = new Map<string, Region>()
  for (const row of ranked(view)) {
    const raw = view.cell(row, column.name) ?? null
    const tile = provinceOf(String(raw ?? ''))
    const key = tile?.key ?? `\u0000${String(raw)}`
    const value = view.cell(row, measure.name) ?? null
    const known = regions.get(key)
    const sum: Value = known ? (measure.sum ? sumOf([known.value, value]) : known.value) : value
    regions.set(
      key,
      known ? { ...known, value: sum, size: toGeometry(sum) } : { name: nameText(raw), raw, tile, value, size: toGeometry(value) },
    )
  }
  return { column, regions: [...regions.values()].sort((a, b) => b.size - a.size) }
}

/** What all regions add up to, where they do. */
export function wholeOf(view: MetricView, snapshot: Snapshot): Value | undefined {
  const measure = view.roles.measures[0]
  return measure?.sum ? snapshot.totals[measure.name] : undefined
}
