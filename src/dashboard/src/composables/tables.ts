import { ref, shallowReactive, watch } from 'vue'
import type { Metric, RowsQuery, Snapshot } from '../api/types'
import { History } from '../model/history'
import { rolesOf } from '../model/roles'
import { withoutBegun } from '../model/sliding'

const historyWindows = 240
const flushMs = 100

/** The newest rows of every metric. Snapshots are gathered for a tenth of a second, so that a burst paints once. */
export function createTables() {
  const shown = shallowReactive(new Map<string, Snapshot>())
  const newestAsOf = ref('')
  const paused = ref(false)
  const histories = new Map<string, History>()
  const declared = new Map<string, Metric>()
  const live = new Map<string, Snapshot>()
  const waiting = new Map<string, Snapshot>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function declare(metric: Metric): void {
    const { window } = rolesOf(metric)
    declared.set(metric.name, metric)
    if (keepsHistory(metric) && window !== null) histories.set(metric.name, new History(window.name, historyWindows))
    else histories.delete(metric.name)
  }

  /** Takes the newest state of a metric from the live socket. */
  function push(snapshot: Snapshot): void {
    live.set(snapshot.metric, snapshot)
    queue(newest(snapshot))
  }

  /** Takes an answer of REST, which never covers a newer state that the socket already brought. */
  function pushOlder(snapshot: Snapshot): void {
    const metric = declared.get(snapshot.metric)
    const newer = live.get(snapshot.metric)
    const read = metric ? withoutBegun(metric, snapshot) : snapshot
    const all = histories.get(read.metric)?.merge(read) ?? read
    if (newer === undefined || Date.parse(newer.asOf) <= Date.parse(snapshot.asOf)) queue(all)
    else if (histories.has(snapshot.metric)) queue(newest(newer))
  }

  function newest(snapshot: Snapshot): Snapshot {
    return histories.get(snapshot.metric)?.mergeNewest(snapshot) ?? snapshot
  }

  function queue(snapshot: Snapshot): void {
    waiting.set(snapshot.metric, snapshot)
    timer ??= setTimeout(flush, flushMs)
  }

  function flush(): void {
    timer = undefined
    if (paused.value) return
    for (const [name, snapshot] of waiting) {
      shown.set(name, snapshot)
      if (!(Date.parse(snapshot.asOf) <= Date.parse(newestAsOf.value))) newestAsOf.value = snapshot.asOf
    }
    waiting.clear()
  }

  watch(paused, (now) => now || flush())

  return {
    declare,
    push,
    pushOlder,
    query,
    size: () => shown.size,
    stop: () => clearTimeout(timer),
    state: { shown, newestAsOf, paused },
  }
}

function keepsHistory(metric: Metric): boolean {
  return metric.window !== null && (metric.chart === 'line' || metric.chart === 'number')
}

/** What to ask REST for: the past windows where the chart shows time, else the newest window's first rows. */
function query(metric: Metric): RowsQuery {
  const { window, measures } = rolesOf(metric)
  if (window !== null && keepsHistory(metric)) return { window: 'all', order: `-${window.name}`, limit: historyWindows }
  return { window: 'latest', limit: 100, ...(measures[0] ? { order: `-${measures[0].name}` } : {}) }
}
