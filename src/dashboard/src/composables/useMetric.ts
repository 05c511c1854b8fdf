import { computed, type ComputedRef } from 'vue'
import { viewOf, type MetricView } from '../model/view'
import { useStore } from './store'

/** The view of one metric, or null until its first rows are here. `history` keeps the older windows. */
export function useMetric(name: () => string, prefer?: () => string | undefined, history = false): ComputedRef<MetricView | null> {
  const store = useStore()
  return computed(() => {
    const metric = store.metrics.value.find((m) => m.name === name())
    const snapshot = store.shown.get(name())
    return metric && snapshot ? viewOf(metric, snapshot, prefer?.(), history) : null
  })
}
