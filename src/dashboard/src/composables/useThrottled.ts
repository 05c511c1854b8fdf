import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

/** Follows a value at most once every `everyMs`; the newest one always arrives. */
export function useThrottled<T>(source: () => T, everyMs: number): Readonly<ShallowRef<T>> {
  const shown = shallowRef(source()) as ShallowRef<T>
  let timer: ReturnType<typeof setTimeout> | undefined
  let resting = false

  function take(): void {
    timer = undefined
    resting = false
    if (Object.is(shown.value, source())) return
    shown.value = source()
    rest()
  }
  function rest(): void {
    resting = true
    timer = setTimeout(take, everyMs)
  }
  watch(source, () => resting || take())
  onScopeDispose(() => clearTimeout(timer))
  return shown
}
