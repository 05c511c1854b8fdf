import { computed, onMounted, onScopeDispose, ref } from 'vue'

/** The stage that the screen is designed for, and how far it may stretch for windows of another shape. */
const design = { width: 1920, height: 1080, widest: 2600, tallest: 1440 } as const
const barPx = 72
const edgePx = 24
const footPx = 20
const narrowEdgePx = 10
const narrowBarPx = 92

export interface Stage {
  width: number
  height: number
  scale: number
  /** A phone: panels stand below each other and are scrolled. */
  narrow: boolean
}

/** Below this width nothing of a wall can be read. */
const narrowPx = 720

/** The stage for a window: 1920 × 1080 at 16:9, longer on one side for other shapes, scaled to fit whole. */
export function stageFor(width: number, height: number): Stage {
  if (width < narrowPx) return { width, height, scale: 1, narrow: true }
  const given = width / Math.max(height, 1)
  const wanted = design.width / design.height
  // A pixel more or less (1366 × 768) is no other shape.
  const shape = Math.abs(given / wanted - 1) < 0.005 ? wanted : given
  const stage = {
    width: clamp(design.height * shape, design.width, design.widest),
    height: clamp(design.width / shape, design.height, design.tallest),
  }
  return { ...stage, scale: Math.min(width / stage.width, height / stage.height), narrow: false }
}

const stage = ref(stageFor(design.width, design.height))

export function useStage() {
  /** The part below the bar, where panels stand. */
  const area = computed(() => {
    const edge = stage.value.narrow ? narrowEdgePx : edgePx
    return { width: stage.value.width - 2 * edge, height: stage.value.height - (stage.value.narrow ? narrowBarPx : barPx + footPx) }
  })
  return { stage, area }
}

/** Keeps the stage in step with the window; called once, by the application. */
export function followWindow(): void {
  const measure = (): void => void (stage.value = stageFor(window.innerWidth, window.innerHeight))
  measure()
  onMounted(() => window.addEventListener('resize', measure))
  onScopeDispose(() => window.removeEventListener('resize', measure))
}

function clamp(value: number, least: number, most: number): number {
  return Math.round(Math.min(Math.max(value, least), most))
}
