import type { Column, Value } from '../api/types'
import { compact, tick } from '../model/compact'
import { grouped, toDecimal } from '../model/decimal'
import { isMoney } from '../model/roles'
import { useWords } from '../i18n'
import { useSettings } from './settings'

const hidden = '•••'

/** Numbers as text in the viewer's language; dots in their place in streamer mode. */
export function useNumbers() {
  const { lang } = useWords()
  const { hide } = useSettings()

  /** Short: 1.23M or 123.5万. */
  function short(value: Value | undefined): string {
    const number = toDecimal(value)
    if (number === null) return '—'
    return hide.value ? hidden : compact(number, lang.value)
  }

  /** For the ticks of an axis: 10M. */
  function axis(value: number): string {
    const number = toDecimal(value)
    return hide.value || number === null ? '' : tick(number, lang.value)
  }

  /** All digits, grouped; money with two fraction digits. */
  function full(value: Value | undefined, column?: Column): string {
    const number = toDecimal(value)
    if (number === null) return '—'
    if (hide.value) return hidden
    return grouped(number, column && isMoney(column) ? 2 : number.scale)
  }

  function percent(part: number, whole: number, digits = 1): string {
    return whole > 0 ? `${((100 * part) / whole).toFixed(digits)}%` : '—'
  }

  return { short, axis, full, percent, hide }
}

/** The sign of a currency named in a unit, or nothing. */
export function currencySign(unit: string): string {
  return /¥|￥|元|CNY|RMB/i.test(unit) ? '¥' : /\$|USD/i.test(unit) ? '$' : /€|EUR/i.test(unit) ? '€' : ''
}
