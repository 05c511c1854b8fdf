import { computed, ref, shallowRef } from 'vue'
import type { Arranged } from '../api/rest'
import type { Metric } from '../api/types'
import { grid, type Cells, type Placed } from '../layout/grid'
import type { Screen } from '../layout/screens'
import type { Store } from './store'

/** A panel that is being arranged, and whether it was taken off the screen. */
export interface Draft extends Cells {
  metric: Metric
  hidden: boolean
}

const drafts = shallowRef<Draft[] | null>(null)
const problem = ref('')

/** Arranging a screen by hand: places change on the page alone until they are saved into the comments of the metrics. */
export function useArranging(store: Store) {
  function begin(screen: Screen): void {
    problem.value = ''
    drafts.value = screen.placed.map(({ metric, x, y, w, h }) => ({ metric, x, y, w, h, hidden: false }))
  }

  function change(name: string, cells: Partial<Draft>): void {
    drafts.value = (drafts.value ?? []).map((one) => (one.metric.name === name ? inside({ ...one, ...cells }) : one))
  }

  async function save(): Promise<void> {
    try {
      await store.rest.arrange((drafts.value ?? []).map(arrangedOf))
      await store.loadCatalogue()
      drafts.value = null
    } catch (error) {
      problem.value = (error as Error).message
    }
  }

  const discard = (): void => void (drafts.value = null)
  return { drafts, problem, active: computed(() => drafts.value !== null), begin, change, save, discard }
}

/** The panels as they stand in the draft. */
export function drafted(placed: readonly Placed[], some: readonly Draft[]): Placed[] {
  return placed.flatMap((one) => {
    const draft = some.find((d) => d.metric.name === one.metric.name)
    return draft === undefined ? [one] : draft.hidden ? [] : [{ ...one, x: draft.x, y: draft.y, w: draft.w, h: draft.h }]
  })
}

function inside(draft: Draft): Draft {
  const w = Math.min(grid.columns, Math.max(3, draft.w))
  const h = Math.min(grid.rows, Math.max(4, draft.h))
  return { ...draft, w, h, x: Math.min(grid.columns - w, Math.max(0, draft.x)), y: Math.min(grid.rows - h, Math.max(0, draft.y)) }
}

function arrangedOf({ metric, x, y, w, h, hidden }: Draft): Arranged {
  return { metric: metric.name, screen: metric.screen, place: hidden ? null : { column: x + 1, row: y + 1, width: w, height: h }, hidden }
}
