import { computed } from 'vue'
import { useStore } from '../composables/store'
import { useMetric } from '../composables/useMetric'
import { titleIn } from '../data/bilingual'
import { timeOfDay } from '../data/wallClock'
import { useWords } from '../i18n'
import type { Tone } from '../layout/shop'

/** What every panel is told: which metric, in which colour, and the measure to prefer. */
export interface PanelProps {
  metric: string
  tone: Tone
  measure?: string | undefined
}

/** What every panel shows in its frame, and the view that it draws. */
export function usePanel(props: PanelProps, history = false) {
  const store = useStore()
  const { lang } = useWords()
  const view = useMetric(() => props.metric, () => props.measure, history)
  const found = computed(() => store.metrics.value.find((m) => m.name === props.metric))
  const frame = computed(() => ({
    metric: props.metric,
    tone: props.tone,
    title: titleIn(found.value?.title ?? props.metric, lang.value),
    unit: titleIn(found.value?.unit ?? '', lang.value),
    empty: view.value === null || view.value.rows.length === 0,
    problem: store.failures.get(props.metric),
  }))
  /** The window that a panel of the newest window shows: "00:12–00:13". */
  const windowNote = computed(() => {
    const row = view.value?.rows[0]
    const windows = view.value?.metric.columns.filter((c) => c.role === 'window' && /start|end/i.test(c.name)) ?? []
    return windows.map((c) => timeOfDay(view.value?.cell(row, c.name))).slice(0, 2).join('–')
  })
  const snapshot = computed(() => store.shown.get(props.metric))
  return { view, frame, windowNote, snapshot }
}
