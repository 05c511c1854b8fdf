import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Component } from 'vue'
import { barOption } from '../src/charts/barOption'
import { lineOption } from '../src/charts/lineOption'
import { literal, tooltip } from '../src/charts/theme'
import { useWords } from '../src/i18n'
import FunnelPanel from '../src/panels/FunnelPanel.vue'
import MapPanel from '../src/panels/MapPanel.vue'
import RankPanel from '../src/panels/RankPanel.vue'
import StackPanel from '../src/panels/StackPanel.vue'
import TablePanel from '../src/panels/TablePanel.vue'
import { hostile } from './hostile'
import { metric, mount, storeOf } from './mount'

const alarm = vi.fn()
globalThis.alert = alarm
afterEach(() => expect(alarm).not.toHaveBeenCalled())

const forbidden = 'script, img, iframe, object, embed, a, form, input, b > *, [onerror], [onload], [onclick]'
const cases: [string, Component, string][] = [
  ['rank', RankPanel, 'name STRING,sales DECIMAL'],
  ['table', TablePanel, 'path STRING,pv BIGINT'],
  ['map', MapPanel, 'province STRING,sales DECIMAL'],
  ['funnel', FunnelPanel, 'step STRING,visitors BIGINT'],
]

it.each(cases)('hostile text in a %s stays text', async (chart, panel, columns) => {
  const strings = [...new Set(hostile)]
  const of = metric('m', 'table', columns, null)
  // As many at once as a panel shows of a ranking.
  for (let first = 0; first < strings.length; first += 8) {
    const some = strings.slice(first, first + 8)
    const store = storeOf([{ metric: { ...of, title: some[0]!, unit: some[1] ?? '' }, rows: some.map((text, i) => [text, `${100 - i}.50`]) }])
    const { element, end } = await mount(panel, { metric: 'm', tone: 'money' }, store)
    expect(element.querySelectorAll(forbidden), some.join(' ¶ ')).toHaveLength(0)
    if (chart !== 'map') for (const text of some) expect(element.textContent).toContain(text)
    end()
  }
})

it('shows a hostile second dimension as text', async () => {
  const rows = hostile.slice(0, 15).flatMap((text, i) => [[text, 'f', i + 1], [text, hostile[1]!, 2]])
  const { element, end } = await mount(StackPanel, { metric: 'm', tone: 'people' }, storeOf([{ metric: metric('m', 'bar', 'p STRING,g STRING,n BIGINT', null), rows }]))
  expect(element.querySelectorAll(forbidden)).toHaveLength(0)
  expect(element.textContent).toContain('<img src=x onerror=alert(1)>')
  end()
})

it('finds no inherited word for a value that is called like one', () => {
  const { valueName, columnName } = useWords()
  for (const text of hostile) {
    expect(typeof valueName(text)).toBe('string')
    expect(typeof columnName(text)).toBe('string')
  }
  expect(valueName('constructor')).toBe('constructor')
})

describe('charts', () => {
  it('draw tooltips on the canvas, never as HTML', () => {
    const look = { tone: 'money' as const, labels: 5, right: new Set<string>(), label: (s: string) => s, axis: String, full: String }
    const line = lineOption({ windows: ['2025-11-11 00:00:00.000'], series: [{ name: '<img>', measure: 'x', values: [1] }], open: 0 }, look)
    const bars = barOption({ names: hostile, measures: [{ name: 'x', lengths: hostile.map(() => 1), short: [], full: [] }] }, 'money', 300)
    expect(tooltip.renderMode).toBe('richText')
    for (const option of [line, bars]) expect((option.tooltip as { renderMode: string }).renderMode).toBe('richText')
  })

  it('print what looks like a style of rich text as it is', () => {
    for (const text of hostile) expect(literal(text)).not.toMatch(/\{\w+\|/)
  })
})

it('has no way to write HTML anywhere in the source', () => {
  const source = resolve(import.meta.dirname, '../src')
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((f) => /\.(ts|vue)$/.test(f)).map((f) => resolve(source, f))
  expect(files.length).toBeGreaterThan(60)
  for (const file of files) expect(readFileSync(file, 'utf8'), file).not.toMatch(/v-html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|renderMode: 'html'/)
})
