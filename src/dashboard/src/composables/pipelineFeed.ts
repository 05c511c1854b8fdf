import { computed, onScopeDispose, ref, watch, type ShallowRef } from 'vue'
import { healthOf } from '../model/health'
import { readPipeline } from '../model/pipeline'
import type { Store } from './store'

const everyMs = 2_000

export type PipelineFeed = ReturnType<typeof usePipeline>

/** The state of the pipeline: the live socket brings it, REST does while there is none. */
export function usePipeline(store: Store) {
  const answer: ShallowRef<unknown> = store.pipeline
  const problem = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined
  let heardAt = 0
  const unwatch = watch(answer, () => (heardAt = Date.now()))

  async function ask(): Promise<void> {
    if (store.socketState.value !== 'open' || Date.now() - heardAt > 2 * everyMs) {
      try {
        answer.value = await store.rest.pipeline()
        problem.value = ''
      } catch (error) {
        problem.value = (error as Error).message
      }
    }
    timer = setTimeout(() => void ask(), everyMs)
  }

  timer = setTimeout(() => void ask(), 0)
  onScopeDispose(() => {
    unwatch()
    clearTimeout(timer)
  })
  return {
    view: computed(() => readPipeline(answer.value)),
    health: computed(() => healthOf(answer.value)),
    timeZone: computed(() => (answer.value as { timeZone?: string } | null)?.timeZone),
    problem,
  }
}
