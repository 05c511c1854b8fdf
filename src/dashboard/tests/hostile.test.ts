import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import type { Component } from 'vue'
import { useWords } from '../src/i18n'
import type { PanelKind } from '../src/layout/kinds'
import BarPanel from '../src/panels/BarPanel.vue'
import PiePanel from '../src/panels/PiePanel.vue'
import FunnelPanel from '../src/panels/FunnelPanel.vue'
import MapPanel from '../src/panels/MapPanel.vue'
import RankPanel from '../src/panels/RankPanel.vue'
import StackPanel from '../src/panels/StackPanel.vue'
import TablePanel from '../src/panels/TablePanel.vue'
import { hostile } from './hostile'
import { metric, mount, propsOf, storeOf } from './mount'

const alarm = vi.fn()
globalThis.alert = alarm
afterEach(() => expect(alarm).not.toHaveBeenCalled())

const forbidden = 'script, img, iframe, object, embed, a, form, input, b > *, [onerror], [onload], [onclick]'
const cases: [PanelKind, Component, string][] = [
  ['bar', BarPanel, 'name STRING,sales DECIMAL'],
  ['pie', PiePanel, 'name STRING,sales DECIMAL'],
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
    const named = { ...of, title: some[0]!, columns: of.columns.map((c) => ({ ...c, unit: some[1] ?? '', label: some[2] ?? '' })) }
    const store = storeOf([{ metric: named, rows: some.map((text, i) => [text, `${100 - i}.50`]) }])
    const { element, end } = await mount(panel, propsOf(named, chart), store)
    expect(element.querySelectorAll(forbidden), some.join(' ¶ ')).toHaveLength(0)
    if (chart !== 'map' && chart !== 'pie') for (const text of some) if (text.trim() !== '') expect(element.textContent).toContain(text)
    end()
  }
})

it('shows a hostile second dimension as text', async () => {
  const rows = hostile.slice(0, 15).flatMap((text, i) => [
    [text, 'f', i + 1],
    [text, hostile[1]!, 2],
  ])
  const of = metric('m', 'bar', 'p STRING,g STRING,n BIGINT', null)
  const { element, end } = await mount(StackPanel, propsOf(of), storeOf([{ metric: of, rows }]))
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

it('has no way to write HTML anywhere in the source', () => {
  const source = resolve(import.meta.dirname, '../src')
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((f) => /\.(ts|vue)$/.test(f))
    .map((f) => resolve(source, f))
  expect(files.length).toBeGreaterThan(60)
  for (const file of files)
    expect(readFileSync(file, 'utf8'), file).not.toMatch(
      /v-html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|renderMode: 'html'/,
    )
})
