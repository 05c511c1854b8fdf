import { describe, expect, it } from 'vitest'
import type { Metric } from '../src/api/types'
import { stageFor } from '../src/composables/useStage'
import { titleIn } from '../src/model/bilingual'
import { rolesOf } from '../src/model/roles'
import { choose, kindOf } from '../src/layout/kinds'
import { grid, overlaps, rectangle, type Cells } from '../src/layout/grid'
import { screensOf } from '../src/layout/screens'
import { placeCharts, placePeers } from '../src/layout/placeDetail'
import { provinceOf, provinces } from '../src/layout/provinces'
import { metric } from './mount'

const shapes: [Metric['chart'], string, string | null][] = [
  ['number', 'window_start TIMESTAMP(3),gmv DECIMAL', 'cumulate'],
  ['line', 'window_start TIMESTAMP(3),gmv DECIMAL', 'tumble'],
  ['map', 'province STRING,gmv DECIMAL', null],
  ['rank', 'brand STRING,gmv DECIMAL', null],
  ['table', 'path STRING,pv BIGINT', null],
  ['pie', 'gender STRING,pv BIGINT', null],
  ['bar', 'status STRING,pv BIGINT', null],
]
const some = (count: number, from = 0): Metric[] =>
  Array.from({ length: count }, (_, i) => metric(`m${i}`, ...shapes[(i * 5 + from) % shapes.length]!))

/** Every cell of the grid belongs to exactly one panel. */
function coversAll(cells: readonly Cells[]): void {
  const taken = new Map<string, number>()
  for (const { x, y, w, h } of cells)
    for (let i = x; i < x + w; i++) for (let j = y; j < y + h; j++) taken.set(`${i},${j}`, (taken.get(`${i},${j}`) ?? 0) + 1)
  expect(taken.size).toBe(grid.columns * grid.rows)
  expect([...taken.values()].every((count) => count === 1)).toBe(true)
}

describe('the screens', () => {
  it('newcomer 4.2: fill the wall without a hole or an overlap, for 1 to 40 metrics of any kinds', () => {
    for (let count = 1; count <= 40; count++) {
      for (let from = 0; from < shapes.length; from++) {
        const screens = screensOf(some(count, from))
        expect(screens.flatMap((s) => s.placed)).toHaveLength(count)
        for (const screen of screens) coversAll(screen.placed)
      }
    }
  })

  it('fill the wall also where all are of one kind', () => {
    for (const shape of shapes)
      for (const count of [1, 2, 5, 13, 20])
        coversAll(screensOf(Array.from({ length: count }, (_, i) => metric(`m${i}`, ...shape)))[0]!.placed)
  })

  it('follow @screen, @place and @hide; what overlaps or has no place goes to a page of its own', () => {
    const place = { column: 3, row: 5, width: 8, height: 6 }
    const [a, b, c, d, e] = some(5) as [Metric, Metric, Metric, Metric, Metric]
    const screens = screensOf([
      { ...a, place },
      { ...b, place: { ...place, column: 6 } },
      { ...c, screen: '流量 | Traffic' },
      { ...d, hidden: true },
      e,
    ])
    expect(screens.map((s) => [s.name, s.placed.map((p) => p.metric.name)])).toEqual([
      ['', ['m0']],
      ['流量 | Traffic', ['m2']],
      ['+', ['m1', 'm4']],
    ])
    expect(screens[0]!.placed[0]).toMatchObject({ x: 2, y: 4, w: 8, h: 6 })
  })

  it('ends at the edge of its area', () => {
    expect(rectangle({ x: 0, y: 0, w: 28, h: 36 }, { width: 1872, height: 988 })).toEqual({ left: 0, top: 0, width: 1872, height: 988 })
  })
})

describe('the kind of a panel', () => {
  it.each([
    [metric('a', 'line', 'window_start TIMESTAMP(3),gmv DECIMAL'), 'line'],
    [metric('a', 'line', 'brand STRING,gmv DECIMAL', null), 'bar'],
    [metric('a', 'bar', 'product_id STRING,gender STRING,items BIGINT', null), 'stack'],
    [metric('a', 'rank', 'product_id STRING,gender STRING,items BIGINT', null), 'rank'],
    [metric('a', 'pie', 'items BIGINT', null), 'number'],
    [metric('a', 'map', 'province STRING,items BIGINT', null), 'map'],
    [metric('a', 'map', 'shelf STRING,items BIGINT', null), 'rank'],
    [metric('a', 'bar', 'name STRING', null), 'table'],
  ] as const)('%#: follows the chart as far as the columns carry it', (of, kind) => {
    expect(kindOf(of)).toBe(kind)
  })

  it('reads days as windows and ranks as places', () => {
    const roles = rolesOf(metric('a', 'table', 'sale_day DATE,user_id STRING,spent DECIMAL,orders BIGINT,rn BIGINT', 'none'))
    expect(roles.window?.name).toBe('sale_day')
    expect(roles.dimensions.map((c) => c.name)).toEqual(['user_id'])
    expect(roles.measures.map((c) => c.name)).toEqual(['spent', 'orders'])
    expect(roles.rank?.name).toBe('rn')
  })
})

it('newcomer 4.6: says why another chart is drawn', () => {
  expect(choose(metric('a', 'line', 'brand STRING,gmv DECIMAL', null))).toEqual({ kind: 'bar', reason: 'noWindow' })
  expect(choose(metric('a', 'map', 'shelf STRING,items BIGINT', null))).toEqual({ kind: 'rank', reason: 'noProvince' })
  expect(choose({ ...metric('a', 'table', 'shelf STRING,items BIGINT', null), unknownChart: 'gauge' })).toEqual({
    kind: 'table',
    reason: 'unknownChart',
  })
  const mean = metric('a', 'pie', 'shelf STRING,items BIGINT', null)
  expect(choose({ ...mean, columns: mean.columns.map((c) => ({ ...c, sum: false })) })).toEqual({ kind: 'bar', reason: 'noSum' })
})

describe('the detail page', () => {
  const metrics = [metric('category_sales', 'bar', 'category STRING,gmv DECIMAL', null), ...some(3)]

  it('puts charts beside the peers, and peers over the width without charts', () => {
    const peers = placePeers(metrics, 'category', 2)
    expect(peers[0]!.metric.name).toBe('category_sales')
    expect(placePeers(metrics, 'brand', 0)[0]).toMatchObject({ x: 0, w: 28 })
    const charts = placeCharts(metrics.slice(0, 3), false)
    for (const [i, a] of charts.entries()) for (const b of [...charts.slice(i + 1), ...peers]) expect(overlaps(a, b)).toBe(false)
  })
})

describe('provinces', () => {
  it('are 31, each on a tile of its own', () => {
    expect(provinces.filter((p) => !p.optional)).toHaveLength(31)
    expect(new Set(provinces.map((p) => `${p.x},${p.y}`)).size).toBe(provinces.length)
  })

  it.each(['Guangdong', 'guangdong province', '广东', '广东省', ' Guangdong '])('finds %s', (name) => {
    expect(provinceOf(name)?.key).toBe('Guangdong')
  })

  it('finds regions by their full names and nothing by others', () => {
    expect(provinceOf('广西壮族自治区')?.key).toBe('Guangxi')
    expect(provinceOf('Inner Mongolia')?.zh).toBe('内蒙古')
    expect(provinceOf('__proto__')).toBeUndefined()
  })
})

describe('titles', () => {
  it.each([
    ['今日成交额 | GMV today', 'zh', '今日成交额'],
    ['今日成交额 | GMV today', 'en', 'GMV today'],
    ['GMV today | 今日成交额', 'zh', '今日成交额'],
    ['GMV', 'zh', 'GMV'],
    ['', 'en', ''],
  ] as const)('%s in %s is %s', (title, lang, shown) => expect(titleIn(title, lang)).toBe(shown))
})

describe('the stage', () => {
  it.each([
    [1920, 1080, 1920, 1080, 1],
    [3840, 2160, 1920, 1080, 2],
    [1366, 768, 1920, 1080, 0.711],
    [2560, 1080, 2560, 1080, 1],
    [1280, 1024, 1920, 1440, 0.667],
    [390, 844, 390, 844, 1],
  ])('fits %i × %i', (width, height, stageWidth, stageHeight, scale) => {
    const stage = stageFor(width, height)
    expect([stage.width, stage.height]).toEqual([stageWidth, stageHeight])
    expect(stage.scale).toBeCloseTo(scale, 2)
    expect(stage.width * stage.scale <= width + 0.01 && stage.height * stage.scale <= height + 0.01).toBe(true)
  })
})
