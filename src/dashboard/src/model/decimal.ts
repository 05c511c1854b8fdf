import type { Value } from '../api/types'

/** A decimal number held as an integer and the number of its fraction digits: 12.50 is 1250 and 2. */
export interface Decimal {
  digits: bigint
  scale: number
}

/** Reads decimal text or a number exactly; null where it is neither. */
export function toDecimal(value: Value | undefined): Decimal | null {
  if (value === null || value === undefined || typeof value === 'boolean') return null
  const parts = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(plain(value))
  if (parts === null) return null
  const fraction = parts[3] ?? ''
  return { digits: BigInt(`${parts[1] === '-' ? '-' : ''}${parts[2]}${fraction}`), scale: fraction.length }
}

/** The exact text of a decimal cell, as it came. */
export function exactText(value: Value | undefined): string {
  return value === null || value === undefined ? '' : plain(value)
}

/** For the geometry of charts only: never for a number that is shown. */
export function toGeometry(value: Value | undefined): number {
  const number = Number(value ?? NaN)
  return Number.isFinite(number) ? number : 0
}

/** The same number with `scale` fraction digits, halves away from zero. */
export function rescale(value: Decimal, scale: number): Decimal {
  if (scale >= value.scale) return { digits: value.digits * 10n ** BigInt(scale - value.scale), scale }
  return { digits: roundedQuotient(value.digits, 10n ** BigInt(value.scale - scale)), scale }
}

/** `1234567.5` as `1,234,567.50` with two fraction digits. */
export function grouped(value: Decimal, scale: number): string {
  const { digits } = rescale(value, scale)
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0')
  const whole = text.slice(0, text.length - scale).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return `${digits < 0n ? '-' : ''}${whole}${scale ? `.${text.slice(-scale)}` : ''}`
}

/** The number divided by 10^power, to `scale` fraction digits. */
export function shifted(value: Decimal, power: number, scale: number): string {
  return grouped({ digits: value.digits, scale: value.scale + power }, scale)
}

function roundedQuotient(dividend: bigint, divisor: bigint): bigint {
  const half = divisor / 2n
  return dividend < 0n ? -((-dividend + half) / divisor) : (dividend + half) / divisor
}

// A double may print an exponent, whose digits are all that it knows.
function plain(value: string | number | boolean): string {
  const text = String(value)
  const parts = typeof value === 'number' ? /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text) : null
  if (parts === null) return text
  const [, sign, whole, fraction = '', power] = parts
  const places = Number(power)
  const digits = whole + fraction
  if (places < 0) return `${sign}0.${'0'.repeat(-places - 1)}${digits}`
  return sign + digits.slice(0, places + 1).padEnd(places + 1, '0') + (digits.length > places + 1 ? `.${digits.slice(places + 1)}` : '')
}

/** Which of two cells is greater, to the last digit; what is no number comes first. */
export function compareExactly(left: Value | undefined, right: Value | undefined): number {
  const [a, b] = [toDecimal(left), toDecimal(right)]
  if (a === null || b === null) return Number(a !== null) - Number(b !== null)
  const scale = Math.max(a.scale, b.scale)
  const difference = rescale(a, scale).digits - rescale(b, scale).digits
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** The exact difference of two cells as decimal text; null where one is no number. */
export function differenceOf(left: Value | undefined, right: Value | undefined): string | null {
  const [a, b] = [toDecimal(left), toDecimal(right)]
  if (a === null || b === null) return null
  const scale = Math.max(a.scale, b.scale)
  return grouped({ digits: rescale(a, scale).digits - rescale(b, scale).digits, scale }, scale).replaceAll(',', '')
}

/** The exact sum of the cells that are numbers, as decimal text. */
export function sumOf(values: readonly (Value | undefined)[]): string {
  const numbers = values.map(toDecimal).filter((n) => n !== null)
  const scale = Math.max(0, ...numbers.map((n) => n.scale))
  const digits = numbers.reduce((sum, n) => sum + rescale(n, scale).digits, 0n)
  return grouped({ digits, scale }, scale).replaceAll(',', '')
}
