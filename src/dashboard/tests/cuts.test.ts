import { expect, it } from 'vitest'
import { nextTick } from 'vue'
import type { Cut } from '../src/api/types'
import { createCuts, cutKey } from '../src/composables/cuts'
import { filtered } from '../src/composables/filter'
import { cutOf } from '../src/model/cut'
import { metric } from './mount'

const minute: Cut = { metric: 'gmv', windows: 240 }
const brands: Cut = { metric: 'brands', order: '-sales', limit: 2 }
const whole = { columns: ['window_start', 'window_end', 'gmv'], metric: 'gmv' }

async function followed(...wanted: Cut[]) {
  const subscriptions: (readonly Cut[])[] = []
  const cuts = createCuts((some) => subscriptions.push(some))
  const releases = wanted.map(cuts.follow)
  await nextTick()
  return { cuts, subscriptions, releases, rows: (cut: Cut) => cuts.shown.get(cutKey(cut))?.rows }
}

it('subscribes once for all panels of a page, and again when one goes', async () => {
  const { subscriptions, releases } = await followed(minute, brands, minute)
  expect(subscriptions).toEqual([[minute, brands]])
  releases[0]!()
  releases[1]!()
  await nextTick()
  expect(subscriptions[1]).toEqual([minute])
})

it('A2: takes the final row of a window that is no longer the newest', async () => {
  const { cuts, rows } = await followed(minute)
  cuts.push({ asOf: '1', cuts: { 0: { ...whole, upsert: [[1, '00:00', '00:01', 5]] } } })
  cuts.push({ asOf: '2', cuts: { 0: { upsert: [[2, '00:01', '00:02', 1]] } } })
  cuts.push({ asOf: '3', cuts: { 0: { upsert: [[1, '00:00', '00:01', 7]], final: ['00:01'] } } })
  expect(rows(minute)).toEqual([
    ['00:00', '00:01', 7],
    ['00:01', '00:02', 1],
  ])
  expect([...cuts.shown.get(cutKey(minute))!.finalEnds]).toEqual(['00:01'])
})

it('A13: shows everything of a picture at once', async () => {
  const { cuts, rows } = await followed(minute, brands)
  cuts.push({
    asOf: '2025-11-11T00:00:01Z',
    watermark: '2025-11-10T16:00:00Z',
    cuts: {
      0: { ...whole, upsert: [[1, '00:00', '00:01', 5]] },
      1: { metric: 'brands', columns: ['brand', 'sales'], upsert: [[1, 'a', 5]] },
    },
  })
  expect([rows(minute), rows(brands)]).toEqual([[['00:00', '00:01', 5]], [['a', 5]]])
  expect([cuts.asOf.value, cuts.watermark.value]).toEqual(['2025-11-11T00:00:01Z', '2025-11-10T16:00:00Z'])
})

it('shows an error of one cut in its panel and leaves the others', async () => {
  const { cuts, rows } = await followed(minute, brands)
  cuts.push({ asOf: '1', cuts: { 0: { error: 'no column' }, 1: { metric: 'brands', columns: ['brand', 'sales'], upsert: [[1, 'a', 5]] } } })
  expect([cuts.failures.get(cutKey(minute)), rows(brands)]).toEqual(['no column', [['a', 5]]])
})

it('stands still while paused and then shows the newest', async () => {
  const { cuts, rows } = await followed(brands)
  cuts.push({ asOf: '1', cuts: { 0: { metric: 'brands', columns: ['brand', 'sales'], upsert: [[1, 'a', 5]] } } })
  cuts.paused.value = true
  await nextTick()
  cuts.push({ asOf: '2', cuts: { 0: { upsert: [[1, 'a', 6]] } } })
  cuts.push({ asOf: '3', cuts: { 0: { remove: [1], upsert: [[2, 'b', 9]] } } })
  expect(rows(brands)).toEqual([['a', 5]])
  cuts.paused.value = false
  await nextTick()
  expect(rows(brands)).toEqual([['b', 9]])
})

it('A1, A9: asks for the order that the panel draws, and for windows where it shows time', () => {
  const ranking = metric('x', 'rank', 'window_start TIMESTAMP(3),brand STRING,sales DECIMAL')
  expect(cutOf(ranking, 'rank', 10)).toEqual({ metric: 'x', order: '-sales', limit: 10 })
  expect(cutOf(ranking, 'line', 10)).toEqual({ metric: 'x', order: '-sales', windows: 240, limit: 6 })
  expect(cutOf(metric('x', 'table', 'brand STRING,sales DECIMAL,rn BIGINT', null), 'table', 10)).toEqual({
    metric: 'x',
    order: 'rn',
    limit: 10,
  })
  expect(cutOf(metric('x', 'stack', 'brand STRING,gender STRING,n BIGINT', null), 'stack', 8)).toEqual({
    metric: 'x',
    order: '-n',
    limit: 8,
    by: 'brand',
  })
})

it('fixes a dimension: what is left is drawn over time where there are windows', () => {
  const filter = { column: 'brand', value: 'a' }
  const windowed = filtered(metric('a', 'rank', 'window_start TIMESTAMP(3),brand STRING,sales DECIMAL'), filter)
  expect([windowed.chart, windowed.columns.map((c) => c.name)]).toEqual(['line', ['window_start', 'sales']])
  expect(filtered(metric('b', 'bar', 'brand STRING,sales DECIMAL', null), filter).chart).toBe('bar')
})
