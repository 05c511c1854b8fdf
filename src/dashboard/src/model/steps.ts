import type { Column, Value } from '../api/types'
import { toGeometry } from './decimal'
import { ranked, type MetricView } from './view'

export interface Step {
  name: string
  /** The measure that is the step, where each is a column. */
  column?: Column
  value: Value
  /** Of the step before: 0 … 1, null for the first. */
  kept: number | null
}

const order = ['visit', 'view', 'cart', 'order', 'pay', 'paid']

/** The steps of a funnel, whether each is a row (`step`, `count`) or each is a column of one row. */
export function stepsOf(view: MetricView): Step[] {
  const { dimensions, measures } = view.roles
  const steps: Omit<Step, 'kept'>[] =
    dimensions.length > 0
      ? ranked(view).map((row) => ({ name: view.name(row), value: view.cell(row, measures[0]?.name ?? '') ?? null }))
      : measures.map((m) => ({ name: m.name, ...(m.label ? { column: m } : {}), value: view.cell(view.rows[0], m.name) ?? null }))
  if (steps.every((s) => place(s.name) >= 0)) steps.sort((a, b) => place(a.name) - place(b.name))
  return steps.map((step, index) => {
    const before = index === 0 ? 0 : toGeometry(steps[index - 1]!.value)
    return { ...step, kept: before > 0 ? toGeometry(step.value) / before : null }
  })
}

const place = (name: string): number =>
  order.findIndex((step) =>
    name
      .toLowerCase()
      .replace(/^\d+\W*/, '')
      .startsWith(step),
  )
