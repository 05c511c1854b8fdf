import { expect, it } from 'vitest'
import { healthOf, isCaughtUp } from '../src/model/health'

const answer = {
  at: '2026-11-11T00:00:00Z',
  streams: [{ name: 'orders', backlog: 0 }],
  queries: [
    { name: 'gmv', error: null, notice: '3 rows were left out' },
    { name: 'pv', error: null, notice: null },
  ],
  alerts: [{ id: '1', title: '成交额 | GMV', condition: 'gmv < 1000 for 3 windows', key: { province: 'Beijing', gender: null } }],
}

it('tells what is left out and which alerts fire', () => {
  const health = healthOf(answer)
  expect(health.notices).toEqual(['gmv: 3 rows were left out'])
  expect(health.alerts).toEqual([{ id: '1', title: '成交额 | GMV', condition: 'gmv < 1000 for 3 windows', key: 'Beijing · NULL' }])
})

it('does not take a notice or an alert for a stop', () => {
  expect(isCaughtUp(healthOf(answer), Date.parse(answer.at) + 1000, 5000)).toBe(true)
  expect(healthOf({}).alerts).toEqual([])
})

it('keeps bytes of files apart from records of topics', () => {
  const health = healthOf({ ...answer, streams: [{ backlog: 7 }, { backlog: 500, backlogBytes: 500 }] })
  expect([health.backlog, health.backlogBytes]).toEqual([7, 500])
  const files = (backlogBytes: number) => healthOf({ at: answer.at, streams: [{ backlog: backlogBytes, backlogBytes }] })
  expect([0, 500].map((bytes) => isCaughtUp(files(bytes), Date.parse(answer.at), 5000))).toEqual([true, false])
})
