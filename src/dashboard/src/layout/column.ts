import type { PanelKind } from './kinds'
import { grid, type Placed } from './grid'

/** How high a panel of each kind is on a phone. */
const heights: Record<PanelKind, number> = {
  hero: 250,
  number: 118,
  line: 250,
  map: 300,
  rank: 310,
  bar: 310,
  stack: 270,
  table: 310,
  pie: 190,
  funnel: 220,
}

export interface Box {
  left: number
  top: number
  width: number
  height: number
}

/** Panels below each other over the whole width, read as the wall is: the largest of it first, then row by row. */
export function columnOf(placed: readonly Placed[], width: number): Box[] {
  const order = placed.map((_, index) => index).sort((a, b) => rank(placed[a]!) - rank(placed[b]!))
  const boxes: Box[] = []
  let top = 0
  for (const index of order) {
    const height = heights[placed[index]!.panel]
    boxes[index] = { left: 0, top, width, height }
    top += height + grid.gapPx
  }
  return boxes
}

const rank = (one: Placed): number => (one.panel === 'hero' ? -1 : one.y * grid.columns + one.x)
