import { describe, expect, it } from 'vitest'
import { parseLossless } from '../src/api/lossless'
import { compact, tick } from '../src/model/compact'
import { exactText, grouped, sumOf, toDecimal } from '../src/model/decimal'

describe('decimals', () => {
  it.each([
    ['1234567.5', 2, '1,234,567.50'],
    ['0.005', 2, '0.01'],
    ['-0.005', 2, '-0.01'],
    ['-12', 0, '-12'],
    ['999', 0, '999'],
    ['98765432109876543210987654321.99', 2, '98,765,432,109,876,543,210,987,654,321.99'],
    ['0', 2, '0.00'],
    ['0.999', 2, '1.00'],
  ])('groups %s to %i digits as %s', (text, scale, shown) => {
    expect(grouped(toDecimal(text)!, scale)).toBe(shown)
  })

  it('reads no digits from what is no number', () => {
    for (const none of [null, undefined, true, '', 'x', '1e5', '--1', 'NaN']) expect(toDecimal(none as never)).toBeNull()
  })

  it('adds exactly what doubles cannot', () => {
    expect(sumOf(['0.1', '0.2'])).toBe('0.3')
    expect(sumOf(['9007199254740993', 1, null, 'x'])).toBe('9007199254740994')
    expect(sumOf([])).toBe('0')
  })

  it('reads whole doubles beyond their exponent form', () => {
    expect(grouped(toDecimal(1e21)!, 0)).toBe('1,000,000,000,000,000,000,000')
  })

  it.each([
    ['0', 'en', '0'],
    ['9999', 'en', '9,999'],
    ['12345', 'en', '12.35K'],
    ['123456', 'en', '123.5K'],
    ['5310000.49', 'en', '5.31M'],
    ['999999999', 'en', '1,000.0M'],
    ['491378761.24', 'zh', '4.91亿'],
    ['53100', 'zh', '5.31万'],
    ['1.5', 'en', '1.5'],
    ['-12345', 'en', '-12.35K'],
  ] as const)('shortens %s in %s to %s', (text, system, shown) => {
    expect(compact(toDecimal(text)!, system)).toBe(shown)
  })

  it('writes ticks without zeros at the end', () => {
    expect(tick(toDecimal(10_000_000)!, 'en')).toBe('10M')
    expect(tick(toDecimal(1_500_000)!, 'en')).toBe('1.5M')
    expect(tick(toDecimal(15_000)!, 'zh')).toBe('1.5万')
    expect(tick(toDecimal(0)!, 'en')).toBe('0')
    expect(tick(toDecimal(200)!, 'en')).toBe('200')
  })
})

describe('lossless JSON', () => {
  const parsed = parseLossless('{"a":9007199254740993,"b":"12.340","c":1.5,"d":12.50,"e":null,"f":-0.0000001}') as Record<string, never>

  it('keeps text as it came and small numbers as numbers', () => {
    expect(parsed['b']).toBe('12.340')
    expect(parsed['c']).toBe(1.5)
    expect(parsed['e']).toBeNull()
  })

  // JSON source text access came with V8 11.4: Node 21 and Chrome 114.
  it.skipIf(Number(process.versions.node.split('.')[0]) < 21)('keeps every digit of a number', () => {
    expect(exactText(parsed['a'])).toBe('9007199254740993')
    expect(exactText(parsed['d'])).toBe('12.50')
  })
})
