import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue'
import type { SocketState } from '../api/live'
import { isCaughtUp } from '../model/health'
import { usePipeline, type PipelineFeed } from './pipelineFeed'
import { useStore } from './store'
import { useNow } from './useNow'

export type ConnectionState = 'live' | 'connecting' | 'stale'

export interface Connection {
  state: ComputedRef<ConnectionState>
  /** The word for the state, a key of the screen's words. */
  word: ComputedRef<'live' | 'quiet' | 'connecting' | 'reconnecting' | 'polling' | 'stale'>
  /** How far the numbers on the page are behind now: the age of the oldest of them and the pipeline's own lag, in ms; null before the
   *  first. */
  behindMs: ComputedRef<number | null>
  now: ComputedRef<number>
  feed: PipelineFeed
}

export const staleAfterMs = 5_000
const key: InjectionKey<Connection> = Symbol('connection')

export function provideConnection(): Connection {
  const store = useStore()
  const clock = useNow(250)
  const feed = usePipeline(store)
  const now = computed(() => clock.value + store.rest.clockOffsetMs())
  /** The Pipeline page shows no metrics: there the age is that of the pipeline's own answer. */
  const shownAtMs = computed(() => (store.asOf.value === '' ? feed.health.value.atMs : Date.parse(store.asOf.value)))
  const ageMs = computed(() => (shownAtMs.value === null ? null : Math.max(0, now.value - shownAtMs.value)))
  const behindMs = computed(() => (ageMs.value === null ? null : ageMs.value + (feed.health.value.lagMs ?? 0)))
  const caughtUp = computed(() => isCaughtUp(feed.health.value, now.value, staleAfterMs))
  const word = computed(() => judge(store.socketState.value, store.attempt.value, behindMs.value, caughtUp.value))
  const state = computed(() => states[word.value])
  const connection = { state, word, behindMs, now, feed }
  provide(key, connection)
  return connection
}

const states = {
  live: 'live',
  quiet: 'live',
  connecting: 'connecting',
  reconnecting: 'connecting',
  polling: 'connecting',
  stale: 'stale',
} as const

/** Says what the viewer may believe. Numbers that stand still are only fine while the pipeline itself says that nothing waits unread. */
export function judge(socket: SocketState, attempt: number, behindMs: number | null, caughtUp: boolean): Connection['word']['value'] {
  if (behindMs === null) return attempt > 1 ? 'reconnecting' : 'connecting'
  const fresh = behindMs <= staleAfterMs
  if (socket === 'open') return fresh ? 'live' : caughtUp ? 'quiet' : 'stale'
  return fresh ? (attempt > 1 ? 'polling' : 'connecting') : 'stale'
}

export function useConnection(): Connection {
  const connection = inject(key)
  if (connection === undefined) throw new Error('A part of the screen stands outside the application: no connection was provided.')
  return connection
}
