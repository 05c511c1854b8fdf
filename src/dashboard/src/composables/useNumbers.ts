import type { Column, Value } from '../api/types'
import { compact, tick } from '../model/compact'
import { grouped, toDecimal } from '../model/decimal'
import { isMoney } from '../model/roles'
import { titleIn } from '../model/bilingual'
import { useWords } from '../i18n'
import { useSettings } from './settings'

const hidden = '•••'

/** Numbers as text in the viewer's language; dots in their place in streamer mode. */
export function useNumbers() {
  const { lang, unitName, labelOf } = useWords()
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
    return grouped(number, column && isMoney(column) ? Math.max(2, number.scale) : number.scale)
  }

  function percent(part: number, whole: number, digits = 1): string {
    return whole > 0 && Number.isFinite(part / whole) ? `${((100 * part) / whole).toFixed(digits)}%` : '—'
  }

  const unitOf = (column: Column | undefined): string => unitName(titleIn(column?.unit ?? '', lang.value))

  /** The unit where the label does not say it already: "Orders", not "Orders orders". */
  function unitBeside(column: Column): string {
    const unit = unitOf(column)
    return labelOf(column).toLowerCase().includes(unit.toLowerCase()) ? '' : unit
  }

  return { short, axis, full, percent, hide, unitOf, unitBeside }
}

/** The sign of a currency named in a unit, or nothing. */
export function currencySign(unit: string): string {
  return signs.find(([pattern]) => pattern.test(unit))?.[1] ?? ''
}

const signs: readonly [RegExp, string][] = [
  [/¥|￥|元|CNY|RMB|JPY/i, '¥'],
  [/HKD/i, 'HK$'],
  [/\$|USD/i, '$'],
  [/€|EUR/i, '€'],
  [/£|GBP/i, '£'],
]
