import { computed, onScopeDispose, watch, type ComputedRef } from 'vue'
import type { Cut, Snapshot } from '../api/types'
import { cutKey } from './cuts'
import { useStore } from './store'

/** Follows a cut while its panel is on the page; the rows are those of the newest picture. */
export function useCut(cut: () => Cut | null): { snapshot: ComputedRef<Snapshot | null>; problem: ComputedRef<string> } {
  const store = useStore()
  const wanted = computed(cut)
  const name = computed(() => (wanted.value ? cutKey(wanted.value) : ''))
  let release: (() => void) | null = null
  watch(
    name,
    () => {
      const before = release
      release = wanted.value ? store.follow(wanted.value) : null
      before?.()
    },
    { immediate: true },
  )
  onScopeDispose(() => release?.())
  return {
    snapshot: computed(() => store.shown.get(name.value) ?? null),
    problem: computed(() => store.failures.get(name.value) ?? ''),
  }
}
