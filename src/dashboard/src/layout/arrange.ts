import { grid, type Cells } from './grid'
import type { PanelKind } from './kinds'

/** How wide a panel of each kind wants to be beside others: lines wide, maps square, rankings narrow and tall. */
const widths: Record<PanelKind, number> = {
  hero: 2,
  line: 1.6,
  map: 1.6,
  table: 1.4,
  stack: 1.1,
  bar: 1.1,
  rank: 1,
  pie: 1,
  funnel: 1,
  number: 1,
}

/** In the order in which they are dealt out to the rows. */
const order: readonly PanelKind[] = ['map', 'line', 'table', 'stack', 'bar', 'rank', 'pie', 'funnel']

/** How high a row of numbers is above the rest. */
const numberRows = 6

/** Fills the grid with panels: big numbers on top, below them rows in which each takes the width that its kind wants. */
export function arrange(kinds: readonly PanelKind[]): Cells[] {
  const cells = new Map<number, Cells>()
  const numbers = indexes(kinds, (kind) => kind === 'number' || kind === 'hero')
  const others = indexes(kinds, (kind) => kind !== 'number' && kind !== 'hero')
  const lines = rowsFor(numbers.length, others.length === 0 ? 4 : 8)
  const top = others.length === 0 ? grid.rows : Math.min(grid.rows / 3, lines.length * numberRows)
  fill(cells, deal(numbers, lines.length), kinds, 0, top)
  const sorted = [...others].sort((a, b) => order.indexOf(kinds[a]!) - order.indexOf(kinds[b]!))
  const start = numbers.length === 0 ? 0 : top
  fill(cells, snake(sorted, bands(others.length)), kinds, start, grid.rows - start)
  return kinds.map((_, index) => cells.get(index)!)
}

function indexes(kinds: readonly PanelKind[], of: (kind: PanelKind) => boolean): number[] {
  return kinds.flatMap((kind, index) => (of(kind) ? [index] : []))
}

const rowsFor = (count: number, across: number): unknown[] => Array.from({ length: Math.ceil(count / across) })

/** How many rows panels stand in. */
function bands(count: number): number {
  return count <= 3 ? 1 : count <= 8 ? 2 : count <= 15 ? 3 : 4
}

/** One after the other, the rows of nearly equal length. */
function deal(items: number[], rows: number): number[][] {
  return Array.from({ length: rows }, (_, row) =>
    items.slice(Math.round((row * items.length) / rows), Math.round(((row + 1) * items.length) / rows)),
  )
}

/** To and fro, so that every row gets some of each kind. */
function snake(items: number[], rows: number): number[][] {
  const dealt: number[][] = Array.from({ length: items.length === 0 ? 0 : rows }, () => [])
  items.forEach((item, at) => {
    const turn = Math.floor(at / rows)
    dealt[turn % 2 === 0 ? at % rows : rows - 1 - (at % rows)]!.push(item)
  })
  return dealt
}

function fill(cells: Map<number, Cells>, rows: number[][], kinds: readonly PanelKind[], top: number, height: number): void {
  rows.forEach((row, index) => {
    const y = top + Math.round((index * height) / rows.length)
    const h = top + Math.round(((index + 1) * height) / rows.length) - y
    const whole = row.reduce((sum, one) => sum + widths[kinds[one]!], 0)
    let before = 0
    for (const one of row) {
      const x = Math.round((before / whole) * grid.columns)
      before += widths[kinds[one]!]
      cells.set(one, { x, y, w: Math.round((before / whole) * grid.columns) - x, h })
    }
  })
}
