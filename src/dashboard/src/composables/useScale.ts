import { onMounted, onScopeDispose, ref } from 'vue'

export const stage = { width: 1920, height: 1080 } as const

/** How much the 1920 × 1080 stage must grow or shrink to fit this window whole. */
export function fit(width: number, height: number): number {
  return Math.min(width / stage.width, height / stage.height)
}

const scale = ref(1)

export function useScale() {
  return scale
}

/** Keeps the scale in step with the window; called once, by the application. */
export function followWindow(): void {
  const measure = (): void => void (scale.value = fit(window.innerWidth, window.innerHeight))
  measure()
  onMounted(() => window.addEventListener('resize', measure))
  onScopeDispose(() => window.removeEventListener('resize', measure))
}
