import { inject, provide, ref, shallowRef, type InjectionKey } from 'vue'
import { backoffMs } from '../api/backoff'
import { openLive, type LiveSocket, type Picture, type SocketState } from '../api/live'
import { ApiError, type Rest } from '../api/rest'
import type { Cut, Metric } from '../api/types'
import { createCuts } from './cuts'

/** What the whole screen shares: the catalogue, the newest picture, the connection. */
export type Store = ReturnType<typeof createStore>

const key: InjectionKey<Store> = Symbol('store')

const catalogueMs = 30_000
const pollMs = 3_000

export function createStore(rest: Rest, liveAddress: () => URL) {
  const metrics = shallowRef<Metric[]>([])
  const loaded = ref(false)
  const pipeline = shallowRef<unknown>(null)
  const socketState = ref<SocketState>('connecting')
  const attempt = ref(0)
  const needsToken = ref(false)
  const problem = ref('')
  let live: LiveSocket | null = null
  let timers: ReturnType<typeof setTimeout>[] = []
  let failed = 0
  const cuts = createCuts((wanted) => live?.subscribe(wanted))

  /** Loads the catalogue; the panels that it brings say what the live socket has to send. */
  function start(): void {
    live = openLive(liveAddress, { onPicture, onState })
    void loadCatalogue()
    timers.push(setInterval(() => socketState.value !== 'open' && attempt.value > 1 && poll(), pollMs))
  }

  function stop(): void {
    live?.close()
    timers.forEach(clearTimeout)
    timers = []
  }

  function onState(state: SocketState, number: number): void {
    socketState.value = state
    attempt.value = number
  }

  function onPicture(picture: Picture): void {
    if (picture.pipeline !== undefined) pipeline.value = picture.pipeline
    cuts.push(picture)
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

  function adopt(found: Metric[]): void {
    loaded.value = true
    if (JSON.stringify(found) !== JSON.stringify(metrics.value)) metrics.value = found
  }

  /** Without a socket the same cuts are read by REST. */
  function poll(): void {
    for (const cut of cuts.cuts()) void read(cut)
    rest.pipeline().then(
      (answer) => (pipeline.value = answer),
      () => undefined,
    )
  }

  async function read(cut: Cut): Promise<void> {
    try {
      cuts.pushRest(cut, await rest.rows(cut))
    } catch (error) {
      problem.value = (error as Error).message
    }
  }

  return { rest, metrics, loaded, pipeline, socketState, attempt, needsToken, problem, start, stop, loadCatalogue, ...cuts }
}

export function provideStore(store: Store): void {
  provide(key, store)
}

export function useStore(): Store {
  const store = inject(key)
  if (store === undefined) throw new Error('A panel stands outside the application: no store was provided.')
  return store
}
