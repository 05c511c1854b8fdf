import { onScopeDispose, ref, watch, type Ref } from 'vue'

/** How many rows of `rowPx` fit into an element, its height and width. Transforms of the stage do not count. */
export function useRowCount(element: Ref<HTMLElement | null>, rowPx: number) {
  const count = ref(1)
  const heightPx = ref(0)
  const widthPx = ref(0)
  function measure(): void {
    heightPx.value = element.value?.clientHeight ?? 0
    widthPx.value = element.value?.clientWidth ?? 0
    count.value = Math.max(1, Math.floor(heightPx.value / rowPx))
  }
  const observer = new ResizeObserver(measure)
  // An element comes when there are rows, and may go again.
  watch(
    element,
    (now, before) => {
      if (before) observer.unobserve(before)
      if (now) observer.observe(now)
      measure()
    },
    { immediate: true, flush: 'post' },
  )
  onScopeDispose(() => observer.disconnect())
  return { count, heightPx, widthPx }
}
