import { describe, expect, it } from 'vitest'
import { padded, timelineOf } from '../src/model/timeline'
import { viewOf } from '../src/model/view'
import { timeOfDay } from '../src/model/wallClock'
import { metric, snapshotOf } from './mount'

const at = (minute: number): string => `2025-11-11 00:${String(minute).padStart(2, '0')}:00.000`

describe('timeline', () => {
  const line = metric('m', 'line', 'window_start TIMESTAMP(3),window_end TIMESTAMP(3),gmv DECIMAL')

  it('A14: has one line a measure and marks the window that is filling', () => {
    const snapshot = snapshotOf(
      line,
      [
        [at(2), at(3), '2.00'],
        [at(1), at(2), '5.00'],
      ],
      '',
      [at(2)],
    )
    const { windows, series, open } = timelineOf(viewOf(line, snapshot, true), snapshot)
    expect([windows, series[0]!.values, open]).toEqual([
      [at(1), at(2)],
      ['5.00', '2.00'],
      [false, true],
    ])
    const closed = snapshotOf(line, snapshot.rows as never, '', [at(2), at(3)])
    expect(timelineOf(viewOf(line, closed, true), closed).open).toEqual([false, false])
  })

  it('has one line a name, with holes where a window lacks it', () => {
    const named = metric('m', 'line', 'window_start TIMESTAMP(3),brand STRING,gmv DECIMAL')
    const snapshot = snapshotOf(named, [
      [at(1), 'a', 1],
      [at(2), 'b', 2],
    ])
    expect(timelineOf(viewOf(named, snapshot, true), snapshot).series.map((s) => [s.name, s.values])).toEqual([
      ['b', [null, 2]],
      ['a', [1, null]],
    ])
  })

  it('grows from the right of an axis that stands still', () => {
    const snapshot = snapshotOf(line, [[at(0), at(1), '5.00']])
    const { windows, series, open } = padded(timelineOf(viewOf(line, snapshot, true), snapshot), 3, 60_000)
    expect(windows).toEqual(['2025-11-10 23:58:00.000', '2025-11-10 23:59:00.000', at(0)])
    expect([series[0]!.values, open]).toEqual([
      [null, null, '5.00'],
      [false, false, true],
    ])
  })
})

it('cuts wall clocks and never converts them', () => {
  expect(timeOfDay('2025-11-11 00:05:00.000')).toBe('00:05')
  expect(timeOfDay('2025-11-11 00:05:10.000')).toBe('00:05:10')
  expect(timeOfDay(null)).toBe('')
  expect(timeOfDay('no time')).toBe('no time')
})
