import type { EChartsOption } from './echarts'
import { faded, palette } from './colours'
import { axisLabel, axisLine, literal, motion, pointer, splitLine, tooltip } from './theme'
import { toGeometry } from '../model/decimal'
import type { Series, Timeline } from '../model/timeline'
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

/** Below this many windows a line says little, and the first measure stands as columns. */
const few = 6

/** Lines over time. The first is an area; the part that is still filling is dashed. */
export function lineOption(line: Timeline, look: LineLook): EChartsOption {
  const known = line.windows.filter((_, i) => line.series.some((s) => s.values[i] !== null)).length
  const young = known < few
  return {
    ...motion(),
    // A line moves by a hair each second: there is nothing to see in between.
    animationDurationUpdate: 0,
    grid: { left: 6, right: look.right.size ? 6 : 20, top: 12, bottom: 2, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: { ...tooltip, trigger: 'axis', axisPointer: pointer, formatter: (at: unknown) => tip(line, look, at) },
    xAxis: {
      type: 'category',
      boundaryGap: young,
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
    series: line.series.flatMap((s, index) => drawn(s, index, line.open, young, look)),
  } as EChartsOption
}

/** One measure: columns while there are few windows, else a line that is dashed where it is still filling. */
function drawn(s: Series, index: number, open: number, young: boolean, look: LineLook): object[] {
  const colours = palette(look.tone)
  const colour = colours[index % colours.length]!
  const values = s.values.map((v) => (v === null ? null : toGeometry(v)))
  const closed = values.length - open
  const base = { name: s.name, yAxisIndex: look.right.has(s.name) ? 1 : 0, color: colour, emphasis: { disabled: true } }
  if (young && index === 0) return [{ ...base, id: `${s.name} columns`, type: 'bar', data: values, barWidth: '52%', itemStyle: { color: shade(colour, [0.85, 0.4, 0.12]), borderRadius: [4, 4, 0, 0] } }]
  const line = { ...base, type: 'line', smooth: 0.25, smoothMonotone: 'x', showSymbol: young, symbolSize: 6 }
  const solid = {
    ...line,
    id: `${s.name} closed`,
    data: values.map((v, i) => (young || i < closed ? v : null)),
    lineStyle: { width: index === 0 ? 2.2 : 1.5, color: colour },
    ...(index === 0 ? { areaStyle: { color: shade(colour, [0.34, 0.1, 0]) } } : {}),
  }
  if (young || open === 0) return [solid]
  return [solid, { ...line, id: `${s.name} open`, data: values.map((v, i) => (i >= closed - 1 ? v : null)), lineStyle: { width: 1.4, type: [3, 4], color: faded(colour, 0.7) } }]
}

/** Which windows carry their time: the last, and evenly back from it. */
function every(count: number, labels: number) {
  const step = Math.max(1, Math.ceil(count / labels))
  return (index: number): boolean => (count - 1 - index) % step === 0
}

function shade(colour: string, alphas: number[]) {
  const stops = alphas.map((alpha, index) => ({ offset: index / 2, color: faded(colour, alpha) }))
  return { type: 'linear' as const, x: 0, y: 0, x2: 0, y2: 1, colorStops: stops }
}

function tip(line: Timeline, look: LineLook, at: unknown): string {
  const index = (at as { dataIndex: number }[])[0]?.dataIndex ?? 0
  const open = index >= line.windows.length - line.open
  const lines = line.series.map((s) => `${literal(look.label(s.name))}  ${look.full(s.values[index], s.measure)}`)
  return [timeOfDay(line.windows[index]) + (open ? ' …' : ''), ...lines].join('\n')
}
