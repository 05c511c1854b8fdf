import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import type { Snapshot } from '../src/api/types'
import { createTables } from '../src/composables/tables'
import { filteredMetrics } from '../src/composables/filteredStore'
import { metric } from './mount'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const line = metric('gmv', 'line', 'window_start TIMESTAMP(3),gmv DECIMAL')
const state = (asOf: number, rows: Snapshot['rows']): Snapshot => ({ metric: 'gmv', columns: ['window_start', 'gmv'], rows, asOf: new Date(asOf).toISOString(), final: false })
const settle = async (): Promise<void> => {
  vi.advanceTimersByTime(100)
  await nextTick()
}

function tables() {
  const made = createTables()
  made.declare(line)
  const values = () => made.state.shown.get('gmv')?.rows.map((r) => r[1])
  return { ...made, values }
}

it('paints a burst once, with its last state', async () => {
  const { push, values } = tables()
  for (let i = 0; i < 50; i++) push(state(i, [['00:01', i]]))
  expect(values()).toBeUndefined()
  await settle()
  expect(values()).toEqual([49])
})

it('joins the history of REST with the newest state of the socket, in whatever order they come', async () => {
  const { push, pushOlder, values, state: shared } = tables()
  push(state(2000, [['00:03', 30]]))
  pushOlder(state(1000, [['00:03', 20], ['00:02', 10], ['00:01', 5]]))
  await settle()
  expect(values()).toEqual([5, 10, 30])
  push(state(3000, [['00:04', 1]]))
  await settle()
  expect(values()).toEqual([5, 10, 30, 1])
  expect(shared.newestAsOf.value).toBe(new Date(3000).toISOString())
})

it('stands still while paused and then shows the newest', async () => {
  const { push, values, state: shared } = tables()
  push(state(1, [['00:01', 1]]))
  await settle()
  shared.paused.value = true
  push(state(2, [['00:01', 2]]))
  await settle()
  push(state(3, [['00:01', 3]]))
  await settle()
  expect(values()).toEqual([1])
  shared.paused.value = false
  await nextTick()
  expect(values()).toEqual([3])
})

it('asks for past windows where a chart shows time, else for the newest rows by size', () => {
  const { query } = tables()
  expect(query(line)).toEqual({ window: 'all', order: '-window_start', limit: 240 })
  expect(query(metric('x', 'rank', 'window_start TIMESTAMP(3),brand STRING,sales DECIMAL'))).toEqual({ window: 'latest', order: '-sales', limit: 100 })
})

it('fixes a dimension: what is left is drawn over time where there are windows', () => {
  const found = filteredMetrics([metric('a', 'rank', 'window_start TIMESTAMP(3),brand STRING,sales DECIMAL'), metric('b', 'bar', 'brand STRING,sales DECIMAL', null), line], 'brand')
  expect(found.map((m) => [m.name, m.chart, m.columns.map((c) => c.name).join()])).toEqual([
    ['a', 'line', 'window_start,sales'],
    ['b', 'bar', 'sales'],
  ])
})
