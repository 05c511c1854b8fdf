import { inject, provide, ref, shallowReactive, shallowRef, type InjectionKey } from 'vue'
import { backoffMs } from '../api/backoff'
import { openLive, type LiveSocket, type SocketState } from '../api/live'
import { ApiError, type Rest } from '../api/rest'
import type { Metric } from '../api/types'
import { createTables } from './tables'

/** What the whole screen shares: the catalogue, the newest state of every metric, the connection. */
export type Store = ReturnType<typeof createStore>

const key: InjectionKey<Store> = Symbol('store')

const catalogueMs = 30_000
const pollMs = 3_000

export function createStore(rest: Rest, liveAddress: () => URL) {
  const metrics = shallowRef<Metric[]>([])
  const socketState = ref<SocketState>('connecting')
  const attempt = ref(0)
  const needsToken = ref(false)
  const problem = ref('')
  const failures = shallowReactive(new Map<string, string>())
  const tables = createTables()
  let live: LiveSocket | null = null
  let timers: ReturnType<typeof setTimeout>[] = []
  let failed = 0

  /** Loads the catalogue, paints from REST, then lets the live socket go on. */
  function start(): void {
    live = openLive(liveAddress, { onSnapshot: tables.push, onState })
    void loadCatalogue()
    timers.push(setInterval(() => socketState.value !== 'open' && attempt.value > 1 && paint(), pollMs))
  }

  function stop(): void {
    live?.close()
    timers.forEach(clearTimeout)
    timers = []
    tables.stop()
  }

  function onState(state: SocketState, number: number): void {
    const returned = state === 'open' && tables.size() > 0 && socketState.value !== 'open'
    socketState.value = state
    attempt.value = number
    // What passed while the line was down is only in the history.
    if (returned) paint()
  }

  async function loadCatalogue(): Promise<void> {
    try {
      adopt(await rest.metrics())
      problem.value = ''
      needsToken.value = false
      failed = 0
    } catch (error) {
      problem.value = (error as Error).message
      needsToken.value = error instanceof ApiError && error.status === 401
      failed += 1
    }
    timers.push(setTimeout(() => void loadCatalogue(), failed ? backoffMs(failed, Math.random) : catalogueMs))
  }

  /** A metric that is new since the last look is painted and subscribed by itself. */
  function adopt(found: Metric[]): void {
    const before = new Map(metrics.value.map((m) => [m.name, JSON.stringify(m)]))
    const fresh = found.filter((m) => before.get(m.name) !== JSON.stringify(m))
    if (fresh.length === 0 && found.length === before.size) return
    metrics.value = found
    fresh.forEach(tables.declare)
    live?.subscribe(found.map((m) => m.name))
    paint(fresh)
  }

  function paint(some: Metric[] = metrics.value): void {
    for (const metric of some) void paintOne(metric)
  }

  async function paintOne(metric: Metric): Promise<void> {
    try {
      tables.pushOlder(await rest.rows(metric.name, tables.query(metric)))
      failures.delete(metric.name)
    } catch (error) {
      failures.set(metric.name, (error as Error).message)
    }
  }

  return { rest, metrics, socketState, attempt, needsToken, problem, failures, start, stop, push: tables.push, ...tables.state, loadCatalogue }
}

export function provideStore(store: Store): void {
  provide(key, store)
}

export function useStore(): Store {
  const store = inject(key)
  if (store === undefined) throw new Error('A panel stands outside the application: no store was provided.')
  return store
}

