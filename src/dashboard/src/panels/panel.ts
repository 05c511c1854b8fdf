import { computed } from 'vue'
import type { Metric } from '../api/types'
import { filtered, useFilter, whereOf } from '../composables/filter'
import { useCut } from '../composables/useCut'
import { useNumbers } from '../composables/useNumbers'
import { useWords } from '../i18n'
import type { PanelKind, Reason } from '../layout/kinds'
import type { Tone } from '../layout/tones'
import { titleIn } from '../model/bilingual'
import { cutOf } from '../model/cut'
import { viewOf } from '../model/view'
import { timeOfDay } from '../model/wallClock'

/** What every panel is told: which metric, drawn how, in which color, and how large it is. */
export interface PanelProps {
  metric: Metric
  panel: PanelKind
  tone: Tone
  /** Height of the panel in pixels of the stage. */
  height: number
  reason?: Reason | undefined
}

/** What stands above and below the rows of a panel, and a row's height. */
const framePx = 62
const rowPx = 24

/** What every panel shows in its frame, and the view that it draws. */
export function usePanel(props: PanelProps) {
  const { lang, t } = useWords()
  const { unitOf } = useNumbers()
  const filter = useFilter()
  const metric = computed(() => filtered(props.metric, filter))
  const most = computed(() => Math.max(5, Math.min(40, Math.floor((props.height - framePx) / rowPx))))
  const { snapshot, problem } = useCut(() => {
    const cut = cutOf(metric.value, props.panel, most.value)
    return filter && metric.value !== props.metric ? { ...cut, where: [whereOf(filter)] } : cut
  })
  const history = computed(() => props.panel === 'line' || props.panel === 'number' || props.panel === 'hero')
  const view = computed(() => (snapshot.value ? viewOf(metric.value, snapshot.value, history.value) : null))
  const edges = computed(() => {
    const row = view.value?.rows.at(-1)
    const windows = metric.value.columns.filter((c) => c.role === 'window' && /start|end/i.test(c.name))
    return row ? windows.map((c) => timeOfDay(view.value!.cell(row, c.name))).slice(0, 2) : []
  })
  /** The window that a panel of the newest window shows: "00:12–00:13". */
  const windowNote = computed(() => edges.value.join('–'))
  /** The same for a narrow panel: the minute itself, or up to when a longer window is filled. */
  const briefNote = computed(() => (metric.value.window?.kind === 'tumble' ? edges.value[0] : edges.value.at(-1)) ?? '')
  const frame = computed(() => ({
    metric: props.metric.name,
    tone: props.tone,
    title: titleIn(props.metric.title, lang.value),
    unit: unitOf(view.value?.roles.measures[0]),
    state: snapshot.value === null ? ('waiting' as const) : snapshot.value.rows.length === 0 ? ('empty' as const) : ('drawn' as const),
    windowed: metric.value.window !== null,
    problem: problem.value,
    reason: props.reason ? `@chart ${props.metric.unknownChart || props.metric.chart}: ${t.value[props.reason]}` : '',
  }))
  return { view, snapshot, frame, windowNote, briefNote, most }
}
