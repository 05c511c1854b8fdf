import type { Snapshot, Value } from '../api/types'
import { differenceOf, sumOf, toDecimal, toGeometry } from './decimal'
import { shareOf } from './roles'
import { ranked, type MetricView } from './view'

export interface Share {
  name: string
  value: Value | undefined
  /** 0 … 1 of the whole, null where there is none. */
  share: number | null
  /** Whether it is all that has no slice of its own. */
  rest: boolean
}

/** The parts of a whole: the greatest by name, the rest together. The whole is that of all rows, not of those that are drawn. */
export function sharesOf(view: MetricView, snapshot: Snapshot): { parts: Share[]; total: Value | undefined } {
  const measure = view.roles.measures.find((m) => m !== shareOf(view.roles)) ?? view.roles.measures[0]
  if (measure === undefined) return { parts: [], total: undefined }
  const given = shareOf(view.roles)
  const rows = ranked(view)
  const values = rows.map((row) => view.cell(row, measure.name))
  const total = snapshot.totals[measure.name] ?? (snapshot.count === rows.length ? sumOf(values) : undefined)
  const whole = toGeometry(total)
  const positive = values.every((value) => toGeometry(value) >= 0)
  const share = (value: Value | undefined): number | null => (positive && whole > 0 ? toGeometry(value) / whole : null)
  const parts: Share[] = rows.map((row, i) => {
    const own = given ? view.cell(row, given.name) : null
    return { name: view.name(row), value: values[i], share: toDecimal(own) === null ? share(values[i]) : toGeometry(own), rest: false }
  })
  const left = differenceOf(total, sumOf(values))
  if (snapshot.count > rows.length && left !== null) parts.push({ name: '', value: left, share: share(left), rest: true })
  return { parts, total }
}
