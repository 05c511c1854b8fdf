import { describe, expect, it } from 'vitest'
import { catalogue } from '../dev/catalogue.ts'
import { toMetric } from '../src/api/normalise'
import { stageFor } from '../src/composables/useStage'
import { titleIn } from '../src/model/bilingual'
import { rolesOf } from '../src/model/roles'
import { kindOf } from '../src/layout/kinds'
import { moreMetrics, placeMore, placeScreen, rectangle } from '../src/layout/place'
import { placeCharts, placePeers } from '../src/layout/placeDetail'
import { provinceOf, provinces } from '../src/layout/provinces'
import { grid, shop, tiles } from '../src/layout/shop'
import { metric } from './mount'

const metrics = catalogue.map(toMetric)
const overlap = (a: { x: number; y: number; w: number; h: number }, b: typeof a): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h

describe('the screen', () => {
  it('shows every metric of the shop once: as a panel, as a tile or on a further page', () => {
    const placed = placeScreen(metrics).map((p) => p.metric)
    const further = moreMetrics(metrics).map((m) => m.name)
    const asTile = tiles.flatMap((t) => t.sources.map((s) => s.metric))
    expect(new Set(placed).size).toBe(placed.length)
    expect(placed.filter((name) => further.includes(name))).toEqual([])
    for (const { name } of metrics) expect([...placed, ...further, ...asTile]).toContain(name)
  })

  it('covers the grid without a hole or an overlap', () => {
    for (const [i, a] of shop.entries()) for (const b of shop.slice(i + 1)) expect(overlap(a, b), `${a.metric} × ${b.metric}`).toBe(false)
    expect(shop.reduce((sum, s) => sum + s.w * s.h, 0)).toBe(grid.columns * grid.rows)
  })

  it('gives the place of a metric that the server lacks to another', () => {
    const placed = placeScreen(metrics.filter((m) => m.name !== 'top_pages'))
    expect(placed).toHaveLength(shop.length)
    expect(placed.at(-1)!.metric).not.toBe('top_pages')
  })

  it('shows a metric that nobody planned for', () => {
    const own = metric('my_own_metric', 'bar', 'window_start TIMESTAMP(3),city STRING,visits BIGINT')
    const further = moreMetrics([...metrics, own])
    expect(further).toContain(own)
    expect(placeMore([own])).toMatchObject([{ metric: 'my_own_metric', panel: 'bar', x: 0, y: 0, w: 28, h: 36 }])
  })

  it.each([1, 2, 3, 4, 5, 6])('places %i further metrics inside the page', (count) => {
    for (const p of placeMore(metrics.slice(0, count))) expect(p.x + p.w <= 28.001 && p.y + p.h <= 36.001).toBe(true)
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
    const roles = rolesOf(metric('a', 'table', 'sale_day DATE,user_id STRING,spent DECIMAL,orders BIGINT,rn BIGINT', 'none'), 'orders')
    expect(roles.window?.name).toBe('sale_day')
    expect(roles.dimensions.map((c) => c.name)).toEqual(['user_id'])
    expect(roles.measures.map((c) => c.name)).toEqual(['orders', 'spent'])
    expect(roles.rank?.name).toBe('rn')
  })
})

describe('the detail page', () => {
  it('puts charts beside the peers, and peers over the width without charts', () => {
    const peers = placePeers(metrics, 'category', 2)
    expect(peers[0]!.metric).toMatch(/^category_/)
    expect(placePeers(metrics, 'merchant', 0)[0]).toMatchObject({ x: 0, w: 28 })
    const charts = placeCharts(metrics.slice(0, 3), false)
    for (const [i, a] of charts.entries()) for (const b of [...charts.slice(i + 1), ...peers]) expect(overlap(a, b)).toBe(false)
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
    [400, 900, 1920, 1440, 0.208],
  ])('fits %i × %i', (width, height, stageWidth, stageHeight, scale) => {
    const stage = stageFor(width, height)
    expect([stage.width, stage.height]).toEqual([stageWidth, stageHeight])
    expect(stage.scale).toBeCloseTo(scale, 2)
    expect(stage.width * stage.scale <= width + 0.01 && stage.height * stage.scale <= height + 0.01).toBe(true)
  })
})
