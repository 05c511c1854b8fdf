import { describe, expect, it } from 'vitest'
import { toSnapshot } from '../src/api/normalise'
import { bytesText, durationText, factName, factText } from '../src/model/facts'
import { healthOf, isCaughtUp } from '../src/model/health'
import { readPipeline } from '../src/model/pipeline'
import { stacksOf } from '../src/model/stacks'
import { stepsOf } from '../src/model/steps'
import { ranked, viewOf } from '../src/model/view'
import { metric } from './mount'

const view = (of: ReturnType<typeof metric>, rows: (string | number)[][]) =>
  viewOf(of, toSnapshot({ metric: of.name, columns: of.columns.map((c) => c.name), rows, asOf: '', final: false }))

describe('views', () => {
  it('show only the newest window', () => {
    const v = view(metric('m', 'rank', 'window_start TIMESTAMP(3),brand STRING,sales DECIMAL'), [
      ['2025-11-11 00:00:00', 'a', 1],
      ['2025-11-11 00:01:00', 'a', 2],
    ])
    expect(v.rows).toEqual([['2025-11-11 00:01:00', 'a', 2]])
  })

  it('rank by the rank column, else by the first measure, as numbers', () => {
    expect(
      ranked(
        view(metric('m', 'rank', 'b STRING,sales DECIMAL', null), [
          ['a', '9.5'],
          ['b', '10.25'],
        ]),
      ).map((r) => r[0]),
    ).toEqual(['b', 'a'])
    expect(
      ranked(
        view(metric('m', 'rank', 'b STRING,sales DECIMAL,rn BIGINT', null), [
          ['a', 1, 2],
          ['b', 2, 1],
        ]),
      ).map((r) => r[0]),
    ).toEqual(['b', 'a'])
  })
})

describe('funnel steps', () => {
  const expected = [
    ['view', 100, null],
    ['cart', 25, 0.25],
    ['order', 10, 0.4],
    ['pay', 9, 0.9],
  ]

  it('come from rows in any order', () => {
    const steps = stepsOf(
      view(metric('f', 'bar', 'step STRING,visitors BIGINT', null), [
        ['pay', 9],
        ['view', 100],
        ['order', 10],
        ['cart', 25],
      ]),
    )
    expect(steps.map((s) => [s.name, s.value, s.kept])).toEqual(expected)
  })

  it('come from the columns of one row', () => {
    const steps = stepsOf(view(metric('f', 'bar', 'viewed BIGINT,paid BIGINT,carted BIGINT,ordered BIGINT', null), [[100, 9, 25, 10]]))
    expect(steps.map((s) => [s.value, s.kept])).toEqual(expected.map(([, value, kept]) => [value, kept]))
  })
})

it('stacks split by their second dimension, what has no color of its own is the rest', () => {
  const rows = [
    ['p1', 'f', 3],
    ['p1', 'm', 1],
    ['p2', 'm', 9],
    ['p3', 'f', 1],
  ]
  const { parts, stacks } = stacksOf(view(metric('s', 'bar', 'product STRING,gender STRING,items BIGINT', null), rows), 'Others')
  expect(parts).toEqual(['f', 'm'])
  const many = Array.from({ length: 9 }, (_, i) => ['p', `g${i}`, i + 1])
  const split = stacksOf(view(metric('s', 'bar', 'product STRING,gender STRING,items BIGINT', null), many), 'Others')
  expect([split.parts, split.stacks[0]!.parts.map((p) => p.size), split.stacks[0]!.whole]).toEqual([
    ['g5', 'g6', 'g7', 'g8', 'Others'],
    [6, 7, 8, 9, 15],
    '45',
  ])
  expect(stacks.map((s) => [s.name, ...s.parts.map((p) => p.size)])).toEqual([
    ['p2', 0, 9],
    ['p1', 3, 1],
    ['p3', 1, 0],
  ])
})

describe('the pipeline', () => {
  const answer = {
    at: '2025-11-11T00:00:00.000Z',
    streams: [
      {
        name: 'orders',
        rowsPerSecond: 10.5,
        backlog: 3,
        watermarkMs: 2000,
        late: 2,
        dead: { json: 2, utf8: 1 },
        partitions: [{ id: 'orders/0', position: 5 }],
      },
      { name: 'views', rowsPerSecond: 4, backlog: 0, watermarkMs: 1000, late: 0, dead: {}, partitions: [] },
    ],
    queries: [
      { name: 'q', error: null },
      { name: 'r', error: 'boom' },
    ],
    checkpointAgeMs: 2500,
    checkpointError: 'disk full',
  }

  it('is read into facts and tables, nested lists becoming tables', () => {
    const { facts, tables } = readPipeline(answer)
    expect(facts.map((f) => f.name)).toEqual(['at', 'checkpointAgeMs', 'checkpointError'])
    expect(tables.map((t) => t.name)).toEqual(['streams', 'streams.partitions', 'queries'])
    expect(tables[1]!.rows).toEqual([{ stream: 'orders', id: 'orders/0', position: 5 }])
  })

  it('is summed up, with what has failed by name', () => {
    expect(healthOf(answer)).toEqual({
      atMs: Date.parse(answer.at),
      notices: [],
      alerts: [],
      rowsPerSecond: 14.5,
      backlog: 3,
      backlogBytes: null,
      lagMs: null,
      watermarkMs: 1000,
      late: 2,
      dead: 3,
      errors: ['r: boom', 'checkpoint: disk full'],
    })
    for (const odd of [null, 'x', [], { streams: 5, queries: [null] }]) expect(healthOf(odd).errors).toEqual([])
  })

  it('is caught up only while it says so itself, lately and without errors', () => {
    const good = healthOf({ at: answer.at, streams: [{ backlog: 0 }], queries: [] })
    expect(isCaughtUp(good, good.atMs! + 1000, 5000)).toBe(true)
    expect(isCaughtUp(good, good.atMs! + 9000, 5000)).toBe(false)
    expect(isCaughtUp({ ...good, backlog: 1 }, good.atMs!, 5000)).toBe(false)
    expect(isCaughtUp({ ...good, errors: ['x'] }, good.atMs!, 5000)).toBe(false)
    expect(isCaughtUp({ ...good, lagMs: 6000 }, good.atMs!, 5000)).toBe(false)
    expect(isCaughtUp(healthOf(null), 0, 5000)).toBe(false)
  })

  it.each([
    ['lagMs', 420, '420 ms'],
    ['ageMs', 12_345, '12.3 s'],
    ['sizeBytes', 3 * 1024 * 1024, '3.0 MiB'],
    ['rows', 1234567, '1,234,567'],
    ['dead', { json: 2, utf8: 1 }, '3 (json 2, utf8 1)'],
    ['dead', {}, '0'],
    ['idle', false, '✗'],
    ['error', null, '—'],
    ['name', '<b>x</b>', '<b>x</b>'],
  ])('writes %s %s as %s', (name, value, text) => expect(factText(name, value)).toBe(text))

  it('names facts without the unit that the value carries', () => {
    expect(factName('streams.checkpointAgeMs')).toBe('checkpoint age')
    expect(factName('bytesPerSecond')).toBe('bytes /s')
    expect([durationText(0), durationText(90_000), bytesText(0)]).toEqual(['0 ms', '1.5 min', '0 B'])
  })
})

it('A11: keeps what has units apart, and two backlogs by their names', () => {
  expect(factText('sinkLag', { records: 0, bytes: 0, ageMs: 0 })).toBe('0')
  expect(factText('sinkLag', { records: 3, bytes: 2048, ageMs: 1500 })).toBe('records 3, bytes 2.0 KiB, age 1.5 s')
  expect([factName('backlog'), factName('backlogBytes')]).toEqual(['backlog', 'backlog size'])
})
