import type { EChartsOption } from './echarts'
import { faded, palette, text, tones } from './colours'
import { axisLabel, literal, motion, tooltip } from './theme'
import type { Tone } from '../layout/shop'

export interface Bars {
  names: string[]
  /** One list a measure: where the bars end, and what is written of them. */
  measures: { name: string; lengths: number[]; short: string[]; full: string[] }[]
}

/** Horizontal bars, the longest on top: the first measure wide with its number, the second thin below it. */
export function barOption(bars: Bars, tone: Tone, widthPx: number): EChartsOption {
  const wide = widthPx > 400
  const colours = [tones[tone].main, ...palette(tone).slice(1)]
  return {
    ...motion(),
    grid: { left: 0, right: 52, top: 0, bottom: 0, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: { ...tooltip, trigger: 'axis', axisPointer: { type: 'none' }, formatter: (at: unknown) => tip(bars, at) },
    yAxis: {
      type: 'category',
      inverse: true,
      data: bars.names,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...axisLabel, color: text, fontSize: 12, width: wide ? 150 : 76, overflow: 'truncate', formatter: literal },
    },
    xAxis: bars.measures.map(() => ({ type: 'value', show: false, min: 0, max: (extent: { max: number }) => extent.max })),
    series: bars.measures.map((measure, index) => ({
      type: 'bar',
      id: measure.name,
      name: measure.name,
      xAxisIndex: index,
      data: measure.lengths,
      barWidth: (index === 0 ? 8 : 3) * (wide ? 1.6 : 1),
      barGap: '40%',
      cursor: 'pointer',
      itemStyle: { borderRadius: 3, color: index === 0 ? sweep(tone) : faded(colours[index]!, 0.75) },
      label:
        index === 0
          ? { show: true, position: 'right', color: text, fontSize: 11.5, fontWeight: 600, fontFamily: axisLabel.fontFamily, formatter: (p: { dataIndex: number }) => measure.short[p.dataIndex] ?? '' }
          : { show: false },
      emphasis: { disabled: true },
    })),
  } as EChartsOption
}

function sweep(tone: Tone) {
  const { main, deep } = tones[tone]
  return { type: 'linear' as const, x: 0, y: 0, x2: 1, y2: 0, colorStops: [{ offset: 0, color: deep }, { offset: 1, color: main }] }
}

function tip(bars: Bars, at: unknown): string {
  const index = (at as { dataIndex: number }[])[0]?.dataIndex ?? 0
  return [literal(bars.names[index] ?? ''), ...bars.measures.map((m) => `${literal(m.name)}  ${m.full[index] ?? ''}`)].join('\n')
}
