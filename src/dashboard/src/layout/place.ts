import type { Metric } from '../api/types'
import { kindOf, toneOf, type PanelKind } from './kinds'
import { grid, shop, tiles, type Slot } from './shop'

export interface Placed extends Slot {
  panel: PanelKind
}

export interface Area {
  width: number
  height: number
}

/** The panels of the screen. A slot whose metric the server lacks goes to a metric that has no slot, so that no hole stays. */
export function placeScreen(metrics: Metric[], slots: readonly Slot[] = shop): Placed[] {
  const known = new Map(metrics.map((m) => [m.name, m]))
  const spare = unplaced(metrics, slots)
  return slots.flatMap((slot) => {
    const own = known.get(slot.metric)
    if (own) return [{ ...slot, panel: slot.panel ?? kindOf(own) }]
    const other = slot.panel === 'hero' ? undefined : spare.shift()
    return other ? [placedAs(other, slot)] : []
  })
}

/** The metrics that stand on the second page: neither placed nor shown as a tile. */
export function moreMetrics(metrics: Metric[], slots: readonly Slot[] = shop): Metric[] {
  const taken = new Set(placeScreen(metrics, slots).map((p) => p.metric))
  return unplaced(metrics, slots).filter((m) => !taken.has(m.name))
}

/** `count` equal cells on a page of six. */
export function placeMore(metrics: Metric[]): Placed[] {
  const across = metrics.length <= 2 ? metrics.length : metrics.length === 4 ? 2 : 3
  const down = metrics.length <= 3 ? 1 : 2
  const w = 28 / Math.max(1, across)
  return metrics.map((metric, index) =>
    placedAs(metric, { metric: metric.name, x: (index % across) * w, y: Math.floor(index / across) * (36 / down), w, h: 36 / down, tone: 'traffic' }),
  )
}

/** A cell range in pixels of the stage. */
export function rectangle(slot: Pick<Slot, 'x' | 'y' | 'w' | 'h'>, area: Area) {
  const stepX = (area.width + grid.gapPx) / grid.columns
  const stepY = (area.height + grid.gapPx) / grid.rows
  const left = Math.round(slot.x * stepX)
  const top = Math.round(slot.y * stepY)
  return {
    left,
    top,
    width: Math.round((slot.x + slot.w) * stepX - grid.gapPx) - left,
    height: Math.round((slot.y + slot.h) * stepY - grid.gapPx) - top,
  }
}

function unplaced(metrics: Metric[], slots: readonly Slot[]): Metric[] {
  const placed = new Set(slots.map((s) => s.metric))
  const asTile = new Set(tiles.flatMap((t) => t.sources.map((s) => s.metric)))
  return metrics.filter((m) => !placed.has(m.name) && !asTile.has(m.name))
}

function placedAs(metric: Metric, slot: Slot): Placed {
  return { ...slot, metric: metric.name, measure: undefined, panel: kindOf(metric), tone: toneOf(metric) }
}
