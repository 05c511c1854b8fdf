import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../src/api/types'
import { History } from '../src/model/history'
import { withoutBegun } from '../src/model/sliding'
import { padded, timelineOf } from '../src/model/timeline'
import { viewOf } from '../src/model/view'
import { peakOf } from '../src/model/peak'
import { timeOfDay } from '../src/model/wallClock'
import { metric } from './mount'

const columns = ['window_start', 'window_end', 'gmv']
const at = (minute: number): string => `2025-11-11 00:${String(minute).padStart(2, '0')}:00.000`
const snapshot = (rows: Snapshot['rows'], final = false): Snapshot => ({ metric: 'm', columns, rows, asOf: '2025-11-10T16:00:00Z', final })

describe('history', () => {
  it('replaces a window by its newer state and keeps the order of time', () => {
    const history = new History('window_start', 10)
    history.merge(snapshot([[at(2), at(3), 7], [at(1), at(2), 5]]))
    expect(history.merge(snapshot([[at(2), at(3), 9]])).rows.map((r) => r[2])).toEqual([5, 9])
  })

  it('keeps only the newest windows', () => {
    const history = new History('window_start', 3)
    for (let minute = 0; minute < 20; minute++) history.merge(snapshot([[at(minute), at(minute + 1), minute]]))
    expect(history.merge(snapshot([])).rows.map((r) => r[2])).toEqual([17, 18, 19])
  })

  it('drops windows after the newest state', () => {
    const history = new History('window_start', 10)
    history.merge(snapshot([[at(1), at(2), 5], [at(2), at(3), 6], [at(3), at(4), 1]]))
    expect(history.mergeNewest(snapshot([[at(2), at(3), 8]])).rows.map((r) => r[2])).toEqual([5, 8])
  })
})

describe('sliding windows', () => {
  const sliding = { ...metric('m', 'line', 'window_start TIMESTAMP(3),window_end TIMESTAMP(3),gmv DECIMAL', 'hop'), window: { kind: 'hop', sizeMs: 600_000, slideMs: 120_000 } }
  const rows = [0, 2, 4, 6, 8, 10, 12].map((minute, i) => [at(minute), at(minute + 10), 100 - i])

  it('are shown up to the fullest that is open', () => {
    expect(withoutBegun(sliding, snapshot(rows)).rows.map((r) => r[0])).toEqual([at(0), at(2), at(4)])
  })

  it('are all shown once they are final', () => {
    expect(withoutBegun(sliding, snapshot(rows, true)).rows).toHaveLength(7)
  })

  it('leave other windows alone', () => {
    const tumbling = metric('m', 'line', 'window_start TIMESTAMP(3),window_end TIMESTAMP(3),gmv DECIMAL')
    expect(withoutBegun(tumbling, snapshot(rows)).rows).toHaveLength(7)
  })
})

describe('timeline', () => {
  const line = metric('m', 'line', 'window_start TIMESTAMP(3),window_end TIMESTAMP(3),gmv DECIMAL')

  it('has one line a measure and marks the window that is filling', () => {
    const view = viewOf(line, snapshot([[at(1), at(2), '5.00'], [at(2), at(3), '2.00']]), undefined, true)
    expect(timelineOf(view, false)).toEqual({ windows: [at(1), at(2)], series: [{ name: 'gmv', measure: 'gmv', values: ['5.00', '2.00'] }], open: 1 })
    expect(timelineOf(view, true).open).toBe(0)
  })

  it('has one line a name, with holes where a window lacks it', () => {
    const named = metric('m', 'line', 'window_start TIMESTAMP(3),brand STRING,gmv DECIMAL')
    const view = viewOf(named, { ...snapshot([[at(1), 'a', 1], [at(2), 'b', 2]]), columns: ['window_start', 'brand', 'gmv'] }, undefined, true)
    expect(timelineOf(view, true).series).toEqual([
      { name: 'b', measure: 'gmv', values: [null, 2] },
      { name: 'a', measure: 'gmv', values: [1, null] },
    ])
  })

  it('grows from the right of an axis that stands still', () => {
    const view = viewOf(line, snapshot([[at(0), at(1), '5.00']]), undefined, true)
    const { windows, series } = padded(timelineOf(view, false), 3, 60_000)
    expect(windows).toEqual(['2025-11-10 23:58:00.000', '2025-11-10 23:59:00.000', at(0)])
    expect(series[0]!.values).toEqual([null, null, '5.00'])
  })

  it('finds the greatest window and the newest whole one', () => {
    const view = viewOf(line, snapshot([[at(1), at(2), '5'], [at(2), at(3), '9.5'], [at(3), at(4), '4'], [at(4), at(5), '1']]), undefined, true)
    expect(peakOf(view)).toEqual({ last: '4', most: '9.5', at: '00:02' })
  })
})

it('cuts wall clocks and never converts them', () => {
  expect(timeOfDay('2025-11-11 00:05:00.000')).toBe('00:05')
  expect(timeOfDay('2025-11-11 00:05:10.000')).toBe('00:05:10')
  expect(timeOfDay(null)).toBe('')
  expect(timeOfDay('no time')).toBe('no time')
})
