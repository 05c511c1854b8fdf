import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { Rest } from '../api/rest'
import { healthOf } from '../model/health'
import { readPipeline } from '../model/pipeline'

const everyMs = 2_000

export type PipelineFeed = ReturnType<typeof usePipeline>

/** Reads the state of the pipeline every two seconds, one question at a time. */
export function usePipeline(rest: Rest) {
  const answer = shallowRef<unknown>(null)
  const readAt = ref(0)
  const problem = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined
  let ended = false

  async function ask(): Promise<void> {
    try {
      answer.value = await rest.pipeline()
      readAt.value = Date.now()
      problem.value = ''
    } catch (error) {
      problem.value = (error as Error).message
    }
    if (!ended) timer = setTimeout(() => void ask(), everyMs)
  }

  void ask()
  onScopeDispose(() => {
    ended = true
    clearTimeout(timer)
  })
  return {
    view: computed(() => readPipeline(answer.value)),
    health: computed(() => healthOf(answer.value)),
    timeZone: computed(() => (answer.value as { timeZone?: string } | null)?.timeZone),
    readAt,
    problem,
  }
}
