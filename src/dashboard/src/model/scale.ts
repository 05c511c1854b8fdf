/** An axis that covers values with round ticks; it holds zero unless everything is far from it on one side. */
export interface Scale {
  least: number
  most: number
  ticks: number[]
  /** Where a value stands between the ends: 0 … 1. */
  at(value: number): number
}

const steps = [1, 2, 2.5, 5, 10] as const

export function scaleOf(values: readonly number[], wantedTicks: number): Scale {
  const finite = values.filter(Number.isFinite)
  const low = Math.min(0, ...finite)
  const high = Math.max(0, ...finite)
  const step = stepOf(high - low || 1, wantedTicks)
  const least = Math.floor(low / step) * step
  const most = Math.max(Math.ceil(high / step) * step, least + step)
  const count = Math.round((most - least) / step)
  const ticks = Array.from({ length: count + 1 }, (_, i) => tidy(least + i * step, step))
  return { least, most, ticks, at: (value) => (value - least) / (most - least) }
}

function stepOf(span: number, wanted: number): number {
  const rough = span / Math.max(1, wanted)
  const power = 10 ** Math.floor(Math.log10(rough))
  return power * (steps.find((one) => one * power >= rough * 0.999) ?? 10)
}

// 0.30000000000000004 is no round number.
function tidy(value: number, step: number): number {
  return Math.abs(value) < step / 2 ? 0 : Number(value.toPrecision(12))
}
