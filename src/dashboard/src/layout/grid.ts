import type { Metric } from '../api/types'
import type { PanelKind, Reason } from './kinds'
import type { Tone } from './tones'

export const grid = { columns: 28, rows: 36, gapPx: 14 } as const

/** A range of cells; the first column and row are 0. */
export interface Cells {
  x: number
  y: number
  w: number
  h: number
}

/** A metric with the panel that draws it and its place. */
export interface Placed extends Cells {
  metric: Metric
  panel: PanelKind
  tone: Tone
  reason?: Reason
}

export interface Area {
  width: number
  height: number
}

/** A range of cells in pixels of the stage. */
export function rectangle(cells: Cells, area: Area) {
  const stepX = (area.width + grid.gapPx) / grid.columns
  const stepY = (area.height + grid.gapPx) / grid.rows
  const left = Math.round(cells.x * stepX)
  const top = Math.round(cells.y * stepY)
  return {
    left,
    top,
    width: Math.round((cells.x + cells.w) * stepX - grid.gapPx) - left,
    height: Math.round((cells.y + cells.h) * stepY - grid.gapPx) - top,
  }
}

export function overlaps(a: Cells, b: Cells): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}
