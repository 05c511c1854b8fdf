import type { Scale } from '../model/scale'
import { scaleOf } from '../model/scale'
import type { Point } from './smooth'

/** One line to draw: a number per window, null where there is none. */
export interface Line {
  name: string
  color: string
  values: (number | null)[]
  /** Against the right axis. */
  right: boolean
}

export interface LineBox {
  width: number
  height: number
}

const digitPx = 6.6
const labelPx = 15

/** Where everything of a chart over time stands, in pixels. */
export interface LineLayout {
  left: number
  top: number
  right: number
  bottom: number
  axes: { scale: Scale; ticks: { y: number; text: string }[] }[]
  /** Times below the axis. */
  times: { x: number; text: string; anchor: 'start' | 'middle' | 'end' }[]
  x(index: number): number
  y(line: Line, value: number): number
}

export function layoutOf(
  lines: readonly Line[],
  times: readonly string[],
  box: LineBox,
  axisText: (value: number) => string,
  columns: boolean,
): LineLayout {
  const scales = [false, true].map((right) =>
    scaleOf(
      lines.filter((l) => l.right === right).flatMap((l) => l.values.filter((v) => v !== null)),
      Math.max(2, Math.min(5, Math.floor(box.height / 34))),
    ),
  )
  const hasRight = lines.some((l) => l.right)
  const texts = scales.map((scale) => scale.ticks.map(axisText))
  const margin = (at: number): number => Math.max(...texts[at]!.map((text) => text.length)) * digitPx + 8
  const [left, right] = [margin(0), box.width - (hasRight ? margin(1) : 14)]
  const [top, bottom] = [8, box.height - labelPx - 4]
  const y = (scale: Scale, value: number): number => bottom - scale.at(value) * (bottom - top)
  const step = (right - left) / Math.max(1, times.length - (columns ? 0 : 1))
  const x = (index: number): number => left + (columns ? (index + 0.5) * step : index * step)
  return {
    left,
    top,
    right,
    bottom,
    axes: scales
      .slice(0, hasRight ? 2 : 1)
      .map((scale, at) => ({ scale, ticks: scale.ticks.map((value, i) => ({ y: y(scale, value), text: texts[at]![i]! })) })),
    times: timesOf(times, x, box.width),
    x,
    y: (line, value) => y(scales[line.right ? 1 : 0]!, value),
  }
}

/** As many times as have room, evenly back from the last. */
function timesOf(times: readonly string[], x: (index: number) => number, width: number): LineLayout['times'] {
  const textPx = Math.max(0, ...times.map((text) => text.length)) * digitPx
  const every = Math.max(1, Math.ceil((times.length * (textPx + 24)) / Math.max(1, width - 60)))
  return times.flatMap((text, index) => {
    if ((times.length - 1 - index) % every !== 0) return []
    const at = x(index)
    const anchor = at + textPx / 2 > width ? 'end' : at - textPx / 2 < 0 ? 'start' : 'middle'
    return [{ x: anchor === 'end' ? width : anchor === 'start' ? 0 : at, text, anchor }]
  })
}

/** The unbroken parts of a line between two windows. */
export function partsOf(line: Line, layout: LineLayout, wanted: (index: number) => boolean): Point[][] {
  const parts: Point[][] = []
  let current: Point[] = []
  line.values.forEach((value, index) => {
    if (value !== null && wanted(index)) current.push({ x: layout.x(index), y: layout.y(line, value) })
    else if (current.length > 0) {
      parts.push(current)
      current = []
    }
  })
  return current.length > 0 ? [...parts, current] : parts
}
