import { onMounted, onScopeDispose, ref, type Ref } from 'vue'

/** How many rows of `rowPx` fit into an element, its height and width. Transforms of the stage do not count. */
export function useRowCount(element: Ref<HTMLElement | null>, rowPx: number) {
  const count = ref(10)
  const heightPx = ref(0)
  const widthPx = ref(0)
  const observer = new ResizeObserver(() => {
    heightPx.value = element.value?.clientHeight ?? 0
    widthPx.value = element.value?.clientWidth ?? 0
    count.value = Math.max(1, Math.floor(heightPx.value / rowPx))
  })
  onMounted(() => element.value && observer.observe(element.value))
  onScopeDispose(() => observer.disconnect())
  return { count, heightPx, widthPx }
}
