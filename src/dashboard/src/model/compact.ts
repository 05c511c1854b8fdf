import { grouped, rescale, shifted, type Decimal } from './decimal'

export type NumberSystem = 'en' | 'zh'

const scales: Record<NumberSystem, readonly (readonly [power: number, suffix: string])[]> = {
  en: [
    [12, 'T'],
    [9, 'B'],
    [6, 'M'],
    [3, 'K'],
  ],
  zh: [
    [12, '万亿'],
    [8, '亿'],
    [4, '万'],
  ],
}

/** From here on even the largest name leaves more digits than anybody reads. */
const beyond = 16

/** A short number for labels: 1,234,567 is `1.23M`, or `123.5万` in Chinese. Small numbers stay whole; what has no name is `9.88e28`. */
export function compact(value: Decimal, system: NumberSystem): string {
  const size = magnitude(value)
  if (size >= beyond) return exponent(value)
  // 9,999 reads as easily as 10.0K does, so the first scale starts at five digits.
  const scale = scales[system].find(([power]) => size >= Math.max(power, 4))
  if (scale === undefined) return small(value, size)
  const [power, suffix] = scale
  const whole = size - power + 1
  return shifted(value, power, whole >= 3 ? (whole >= 4 ? 0 : 1) : 2) + suffix
}

/** As short as a tick of an axis may be: without zeros at the end, `10M` and not `10.00M`. */
export function tick(value: Decimal, system: NumberSystem): string {
  return compact(value, system)
    .replace(/(\.\d*?)0+(\D*)$/, '$1$2')
    .replace(/\.(\D*)$/, '$1')
}

// What rounds to nothing is not nothing.
function small(value: Decimal, size: number): string {
  const rounded = rescale(value, value.scale > 0 && size < 2 ? Math.min(2, value.scale) : 0)
  return rounded.digits === 0n && value.digits !== 0n ? exponent(value) : grouped(rounded, rounded.scale)
}

function exponent({ digits, scale }: Decimal): string {
  const text = (digits < 0n ? -digits : digits).toString()
  const power = text.length - 1 - scale
  const head = rescale({ digits: BigInt(text), scale: text.length - 1 }, 2)
  return `${digits < 0n ? '-' : ''}${grouped(head, 2)}e${power}`
}

/** The power of ten of the whole part: 0 for 0…9, 3 for 1,000. */
function magnitude(value: Decimal): number {
  const { digits } = rescale(value, 0)
  return (digits < 0n ? -digits : digits).toString().length - 1
}
