import { onScopeDispose, ref, shallowReactive, shallowRef } from 'vue'
import type { Metric, Snapshot } from '../api/types'
import { rolesOf } from '../model/roles'
import { withoutBegun } from '../model/sliding'
import type { Store } from './store'

const everyMs = 5_000
const windows = 240

/** The metrics that have `column`, as they are once its value is fixed: without that dimension, over time where they have windows. */
export function filteredMetrics(metrics: Metric[], column: string): Metric[] {
  return metrics
    .filter((m) => m.columns.some((c) => c.name === column && c.role === 'dimension'))
    .map((m) => ({ ...m, chart: m.window ? 'line' : m.chart, columns: m.columns.filter((c) => c.name !== column) }) as Metric)
}

/** A store of only the rows where `column` equals `value`, read again every few seconds; panels draw it like any other. */
export function createFilteredStore(outer: Store, column: string, value: string): Store {
  const shown = shallowReactive(new Map<string, Snapshot>())
  const failures = shallowReactive(new Map<string, string>())
  const newestAsOf = ref('')
  const metrics = shallowRef(filteredMetrics(outer.metrics.value, column))
  let timer: ReturnType<typeof setTimeout> | undefined
  let ended = false

  async function read(metric: Metric): Promise<void> {
    const { window } = rolesOf(metric)
    const order = window ? { window: 'all', order: `-${window.name}`, limit: windows } : { window: 'latest', limit: 100 }
    try {
      shown.set(metric.name, withoutBegun(metric, only(await outer.rest.rows(metric.name, { ...order, where: `${column}:${value}` }), column, value)))
      failures.delete(metric.name)
    } catch (error) {
      failures.set(metric.name, (error as Error).message)
    }
  }

  async function loop(): Promise<void> {
    metrics.value = filteredMetrics(outer.metrics.value, column)
    if (!outer.paused.value) await Promise.all(metrics.value.map(read))
    if (!ended) timer = setTimeout(() => void loop(), metrics.value.length === 0 ? 300 : everyMs)
  }

  void loop()
  onScopeDispose(() => {
    ended = true
    clearTimeout(timer)
  })
  return { ...outer, metrics, shown, failures, newestAsOf }
}

// A server that does not know `where` would answer with every row.
function only(snapshot: Snapshot, column: string, value: string): Snapshot {
  const at = snapshot.columns.indexOf(column)
  return at < 0 ? snapshot : { ...snapshot, rows: snapshot.rows.filter((row) => String(row[at]) === value) }
}
