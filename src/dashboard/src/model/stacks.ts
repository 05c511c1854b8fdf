import { toGeometry } from './decimal'
import type { MetricView } from './view'

export interface Stack {
  name: string
  parts: number[]
  whole: number
}

/** Rows with two dimensions as stacked bars: the dimension with fewer values splits, the other names the bars. */
export function stacksOf(view: MetricView): { parts: string[]; stacks: Stack[] } {
  const { dimensions, measures } = view.roles
  const values = (at: number): string[] => [...new Set(view.rows.map((row) => String(view.cell(row, dimensions[at]?.name ?? '') ?? '—')))]
  const [first, second] = [values(0), values(1)]
  const split = first.length < second.length ? 0 : 1
  const parts = (split === 0 ? first : second).sort().slice(0, 5)
  const stacks = new Map<string, Stack>()
  for (const row of view.rows) {
    const name = String(view.cell(row, dimensions[1 - split]?.name ?? '') ?? '—')
    const part = parts.indexOf(String(view.cell(row, dimensions[split]?.name ?? '') ?? '—'))
    const stack = stacks.get(name) ?? { name, parts: parts.map(() => 0), whole: 0 }
    if (part >= 0) stack.parts[part]! += toGeometry(view.cell(row, measures[0]?.name ?? ''))
    stack.whole = stack.parts.reduce((sum, one) => sum + one, 0)
    stacks.set(name, stack)
  }
  return { parts, stacks: [...stacks.values()].sort((a, b) => b.whole - a.whole) }
}
