import type { EChartsOption } from './echarts'
import { faded, palette } from './colours'
import { axisLabel, axisLine, literal, motion, pointer, splitLine, tooltip } from './theme'
import { toGeometry } from '../model/decimal'
import type { Timeline } from '../model/timeline'
import { timeOfDay } from '../model/wallClock'
import type { Tone } from '../layout/shop'

export interface LineLook {
  /** How many times the axis has room for. */
  labels: number
  tone: Tone
  /** Series drawn against the right axis. */
  right: ReadonlySet<string>
  label(series: string): string
  axis(value: number): string
  full(value: string | number | boolean | null | undefined, measure: string): string
}

/** Lines over time. The first is an area; the part that is still filling is dashed. */
export function lineOption(line: Timeline, look: LineLook): EChartsOption {
  const colours = palette(look.tone)
  const single = line.windows.length < 2
  return {
    ...motion(),
    // A line moves by a hair each second: there is nothing to see in between.
    animationDurationUpdate: 0,
    grid: { left: 6, right: look.right.size ? 6 : 20, top: 12, bottom: 2, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: { ...tooltip, trigger: 'axis', axisPointer: pointer, formatter: (at: unknown) => tip(line, look, at) },
    xAxis: {
      type: 'category',
      boundaryGap: false,
      data: line.windows.map(timeOfDay),
      axisLabel: { ...axisLabel, interval: every(line.windows.length, look.labels), alignMinLabel: 'left' },
      axisLine,
      axisTick: { show: false },
    },
    yAxis: [
      { type: 'value', splitNumber: 4, min: 0, axisLabel: { ...axisLabel, formatter: look.axis }, splitLine },
      // Counts follow the money closely; room above them keeps the two apart.
      { type: 'value', splitNumber: 4, min: 0, boundaryGap: [0, '85%'], show: look.right.size > 0, axisLabel: { ...axisLabel, formatter: look.axis }, splitLine: { show: false } },
    ],
    series: line.series.flatMap((s, index) => {
      const colour = colours[index % colours.length]!
      const closed = s.values.length - line.open
      const base = {
        type: 'line' as const,
        name: s.name,
        yAxisIndex: look.right.has(s.name) ? 1 : 0,
        smooth: 0.25,
        smoothMonotone: 'x' as const,
        showSymbol: single,
        symbolSize: 6,
        color: colour,
        emphasis: { disabled: true },
      }
      const values = s.values.map((v) => (v === null ? null : toGeometry(v)))
      const solid = {
        ...base,
        id: `${s.name} closed`,
        data: values.map((v, i) => (single || i < closed ? v : null)),
        lineStyle: { width: index === 0 ? 2.2 : 1.5, color: colour },
        ...(index === 0 ? { areaStyle: { color: shade(colour) } } : {}),
      }
      const filling = {
        ...base,
        id: `${s.name} open`,
        data: values.map((v, i) => (i >= closed - 1 ? v : null)),
        lineStyle: { width: 1.4, type: [3, 4], color: faded(colour, 0.7) },
      }
      return line.open > 0 && !single ? [solid, filling] : [solid]
    }),
  } as EChartsOption
}

/** Which windows carry their time: the last, and evenly back from it. */
function every(count: number, labels: number) {
  const step = Math.max(1, Math.ceil(count / labels))
  return (index: number): boolean => (count - 1 - index) % step === 0
}

function shade(colour: string) {
  const stops = [0.34, 0.1, 0].map((alpha, index) => ({ offset: index / 2, color: faded(colour, alpha) }))
  return { type: 'linear' as const, x: 0, y: 0, x2: 0, y2: 1, colorStops: stops }
}

function tip(line: Timeline, look: LineLook, at: unknown): string {
  const index = (at as { dataIndex: number }[])[0]?.dataIndex ?? 0
  const open = index >= line.windows.length - line.open
  const lines = line.series.map((s) => `${literal(look.label(s.name))}  ${look.full(s.values[index], s.measure)}`)
  return [timeOfDay(line.windows[index]) + (open ? ' …' : ''), ...lines].join('\n')
}
