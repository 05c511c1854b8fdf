import { computed } from 'vue'
import { useStore } from '../composables/store'
import { useMetric } from '../composables/useMetric'
import { useThrottled } from '../composables/useThrottled'
import { titleIn } from '../model/bilingual'
import { timeOfDay } from '../model/wallClock'
import { useWords } from '../i18n'
import type { Tone } from '../layout/shop'

/** What every panel is told: which metric, in which colour, and the measure to prefer. */
export interface PanelProps {
  metric: string
  tone: Tone
  measure?: string | undefined
}

/** Once a second a panel takes the newest rows: often enough for the eye, and little work for the machine that drives the wall. */
const everyMs = 1000

/** What every panel shows in its frame, and the view that it draws. */
export function usePanel(props: PanelProps, history = false) {
  const store = useStore()
  const { lang, unitName } = useWords()
  const newest = useMetric(() => props.metric, () => props.measure, history)
  const view = useThrottled(() => newest.value, everyMs)
  const found = computed(() => store.metrics.value.find((m) => m.name === props.metric))
  const frame = computed(() => ({
    metric: props.metric,
    tone: props.tone,
    title: titleIn(found.value?.title ?? props.metric, lang.value),
    unit: unitName(titleIn(found.value?.unit ?? '', lang.value)),
    empty: view.value === null || view.value.rows.length === 0,
    problem: store.failures.get(props.metric),
  }))
  const edges = computed(() => {
    const row = view.value?.rows[0]
    const windows = view.value?.metric.columns.filter((c) => c.role === 'window' && /start|end/i.test(c.name)) ?? []
    return windows.map((c) => timeOfDay(view.value?.cell(row, c.name))).slice(0, 2)
  })
  /** The window that a panel of the newest window shows: "00:12–00:13". */
  const windowNote = computed(() => edges.value.join('–'))
  /** The same for a narrow panel: the minute itself, or up to when a longer window is filled. */
  const briefNote = computed(() => (view.value?.metric.window?.kind === 'tumble' ? edges.value[0] : edges.value.at(-1)) ?? '')
  const snapshot = computed(() => store.shown.get(props.metric))
  return { view, newest, frame, windowNote, briefNote, snapshot }
}
