import { describe, expect, it } from 'vitest'
import { layoutOf, partsOf } from '../src/charts/lineLayout'
import { currencySign } from '../src/composables/useNumbers'
import { barsOver } from '../src/model/bars'
import { compact } from '../src/model/compact'
import { compareExactly, differenceOf, toDecimal } from '../src/model/decimal'
import { fitted } from '../src/model/fit'
import { regionsOf } from '../src/model/regions'
import { nameText } from '../src/model/roles'
import { scaleOf } from '../src/model/scale'
import { sharesOf } from '../src/model/shares'
import { viewOf } from '../src/model/view'
import { metric, snapshotOf } from './mount'

describe('A4: values below zero', () => {
  it('have an axis that covers them', () => {
    for (const values of [[-32.87e6, 5e6], [-2104, -10], [0, 0], [7], [1e300, -1e300], [0.001, 0.002]]) {
      const scale = scaleOf(values, 4)
      expect(scale.least).toBeLessThanOrEqual(Math.min(0, ...values))
      expect(scale.most).toBeGreaterThanOrEqual(Math.max(0, ...values))
      expect(scale.ticks).toContain(0)
      for (const value of values) expect(scale.at(value) >= -1e-9 && scale.at(value) <= 1 + 1e-9).toBe(true)
    }
  })

  it('are bars to the left of zero', () => {
    const bar = barsOver(['100.00', '-300.00', '0.00', null])
    expect([bar('100.00'), bar('-300.00')]).toEqual([
      { left: 75, width: 25, negative: false },
      { left: 0, width: 75, negative: true },
    ])
    expect([bar('0.00').width, bar(null).width]).toEqual([0, 0])
  })

  it('have no share of a whole', () => {
    const pie = metric('p', 'pie', 'g STRING,sales DECIMAL', null)
    const snapshot = snapshotOf(
      pie,
      [
        ['a', '-5.00'],
        ['b', '-5.02'],
      ],
      '',
      [],
      { totals: { sales: '-10.02' } },
    )
    const { parts, total } = sharesOf(viewOf(pie, snapshot), snapshot)
    expect([total, parts.map((p) => p.share)]).toEqual(['-10.02', [null, null]])
  })
})

describe('A5: a pie', () => {
  const pie = metric('p', 'pie', 'g STRING,n BIGINT', null)

  it('has the true total and one slice for all that have none of their own', () => {
    const snapshot = snapshotOf(
      pie,
      [
        [null, 1334],
        ['a', 20],
        ['b', 20],
      ],
      '',
      [],
      { count: 135, totals: { n: 4000 } },
    )
    const { parts, total } = sharesOf(viewOf(pie, snapshot), snapshot)
    expect(total).toBe(4000)
    expect(parts.map((p) => [p.name, p.value, p.share, p.rest])).toEqual([
      ['—', 1334, 0.3335, false],
      ['a', 20, 0.005, false],
      ['b', 20, 0.005, false],
      ['', '2626', 0.6565, true],
    ])
    expect(parts.reduce((sum, p) => sum + p.share!, 0)).toBeCloseTo(1, 12)
  })

  it('shows the share that the metric has itself', () => {
    const own = metric('p', 'pie', 'g STRING,sales DECIMAL,share DECIMAL', null)
    const snapshot = snapshotOf(own, [
      ['a', '1.00', '0.25'],
      ['b', '3.00', '0.75'],
    ])
    expect(sharesOf(viewOf(own, snapshot), snapshot).parts.map((p) => p.share)).toEqual([0.75, 0.25])
  })
})

it('A7: two spellings of a province are one, and add up', () => {
  const map = metric('m', 'map', 'province STRING,sales DECIMAL', null)
  const { regions } = regionsOf(
    viewOf(
      map,
      snapshotOf(map, [
        ['广东省', '7500.00'],
        ['Guangdong', '7500.00'],
        ['Tibet', '-99.00'],
        ['Atlantis', '1.00'],
      ]),
    ),
  )
  expect(regions.map((r) => [r.tile?.key ?? r.name, r.value])).toEqual([
    ['Guangdong', '15000.00'],
    ['Atlantis', '1.00'],
    ['Tibet', '-99.00'],
  ])
})

describe('A8: numbers that do not fit', () => {
  it.each([
    ['9876543211469135798246913580184.00', '9.88e30', '9.88e30'],
    ['790123456915061728000000000000', '7.90e29', '7.90e29'],
    ['-12345678901234567', '-1.23e16', '-1.23e16'],
    ['1234567890123456', '1235T', '1235万亿'],
    ['0.0000001234', '1.23e-7', '1.23e-7'],
    ['-0.001', '-1.00e-3', '-1.00e-3'],
    ['0.00', '0.00', '0.00'],
  ])('%s is %s, in Chinese %s', (text, english, chinese) => {
    expect(compact(toDecimal(text)!, 'en').replaceAll(',', '')).toBe(english)
    expect(compact(toDecimal(text)!, 'zh').replaceAll(',', '')).toBe(chinese)
  })

  it('are shortened, never cut', () => {
    expect(fitted('1,234.50', '1,235', 200, [40, 20])).toEqual({ text: '1,234.50', px: 40 })
    expect(fitted('1,234.50', '1,235', 100, [40, 20])).toEqual({ text: '1,234.50', px: 20 })
    expect(fitted('12,345,678,901.00', '12.35B', 100, [40, 20])).toEqual({ text: '12.35B', px: 20 })
  })
})

it('reads doubles with exponents to their last digit', () => {
  expect([1e21, 1.5e-7, -2.25e22].map((v) => toDecimal(v))).toEqual([
    { digits: 10n ** 21n, scale: 0 },
    { digits: 15n, scale: 8 },
    { digits: -225n * 10n ** 20n, scale: 0 },
  ])
})

it('compares and subtracts what doubles cannot', () => {
  expect(compareExactly('9007199254740993', '9007199254740992')).toBe(1)
  expect(differenceOf('98765432109876543.21', '98765432109876543.2')).toBe('0.01')
  expect([null, -1, 0, '1'].sort(compareExactly)).toEqual([null, -1, 0, '1'])
})

it('tells NULL, empty text and blanks apart', () => {
  expect([null, '', '  ', 'a'].map(nameText)).toEqual(['—', '“”', '“␠␠”', 'a'])
})

it.each([
  ['CNY', '¥'],
  ['元 | CNY', '¥'],
  ['USD', '$'],
  ['€', '€'],
  ['', ''],
  ['件', ''],
])('the sign of %s is %s', (unit, sign) => expect(currencySign(unit)).toBe(sign))

it('A14: leaves the window that is filling out of the line', () => {
  const line = { name: 'a', color: '#fff', values: [1, 2, null, 4, 0.1], right: false }
  const layout = layoutOf([line], ['1', '2', '3', '4', '5'], { width: 400, height: 200 }, String, false)
  const parts = partsOf(line, layout, (i) => i < 4)
  expect(parts.map((p) => p.length)).toEqual([2, 1])
  expect(layout.axes).toHaveLength(1)
})
