import type { Metric } from '../api/types'
import { arrange } from './arrange'
import { overlaps, type Cells, type Placed } from './grid'
import { choose, type PanelKind } from './kinds'
import { toneOf } from './tones'

/** One page of the wall. */
export interface Screen {
  /** The name that @screen gives, in one or two languages; empty for the first, "+" for what has no place. */
  name: string
  placed: Placed[]
}

/** How many panels a page holds that nobody arranged. */
export const perPage = 20

const overflow = '+'

/** The pages of the wall: by @screen and @place where they are given, else so that the wall is filled. */
export function screensOf(metrics: readonly Metric[]): Screen[] {
  const shown = metrics.filter((m) => !m.hidden)
  const names = [...new Set(['', ...shown.map((m) => m.screen)])]
  const screens = names.map((name) =>
    screenOf(
      name,
      shown.filter((m) => m.screen === name),
    ),
  )
  const rest = screens.flatMap((one) => one.rest)
  return [...screens.map((one) => one.screen), ...pagesOf(rest, overflow)].filter(
    (screen, index) => index === 0 || screen.placed.length > 0,
  )
}

/** Where some have a place, the others wait for a page of their own; where none has, all share the wall. */
function screenOf(name: string, metrics: Metric[]): { screen: Screen; rest: Metric[] } {
  const fixed: Placed[] = []
  for (const metric of metrics) {
    const cells = cellsOf(metric)
    if (cells && !fixed.some((other) => overlaps(other, cells))) fixed.push(placedAs(metric, cells))
  }
  const rest = metrics.filter((m) => !fixed.some((one) => one.metric === m))
  if (fixed.length > 0) return { screen: { name, placed: fixed }, rest }
  const [first, ...more] = pagesOf(rest, name)
  return { screen: first ?? { name, placed: [] }, rest: more.flatMap((page) => page.placed.map((one) => one.metric)) }
}

function pagesOf(metrics: Metric[], name: string): Screen[] {
  const pages = Math.ceil(metrics.length / perPage)
  return Array.from({ length: pages }, (_, page) => {
    const some = metrics.slice(Math.round((page * metrics.length) / pages), Math.round(((page + 1) * metrics.length) / pages))
    const cells = arrange(some.map((metric) => choose(metric).kind))
    return { name, placed: some.map((metric, index) => placedAs(metric, cells[index]!)) }
  })
}

export function placedAs(metric: Metric, cells: Cells): Placed {
  const choice = choose(metric)
  const panel: PanelKind = choice.kind === 'number' && cells.w >= 10 && cells.h >= 8 ? 'hero' : choice.kind
  return { ...cells, metric, panel, tone: toneOf(metric), ...(choice.reason ? { reason: choice.reason } : {}) }
}

function cellsOf({ place }: Metric): Cells | null {
  return place ? { x: place.column - 1, y: place.row - 1, w: place.width, h: place.height } : null
}
