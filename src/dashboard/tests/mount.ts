import { createApp, defineComponent, h, nextTick, type Component } from 'vue'
import type { Rest } from '../src/api/rest'
import type { Metric, Row, Snapshot } from '../src/api/types'
import { cutKey } from '../src/composables/cuts'
import { kindOf } from '../src/layout/kinds'
import { provideConnection } from '../src/composables/connection'
import { createStore, provideStore, type Store } from '../src/composables/store'

/** A metric as the catalogue has it, its columns written `name type`. */
export function metric(name: string, chart: Metric['chart'], columns: string, kind: string | null = 'tumble'): Metric {
  return {
    name,
    title: `中文 | ${name}`,
    unit: 'CNY',
    chart,
    unknownChart: '',
    screen: '',
    place: null,
    hidden: false,
    window: kind === null ? null : { kind, sizeMs: 60_000, slideMs: kind === 'hop' ? 12_000 : 60_000 },
    columns: columns.split(',').map((text) => {
      const [column = '', type = ''] = text.trim().split(' ')
      const role = /^window/.test(column) ? 'window' : /BIGINT|DECIMAL|DOUBLE/.test(type) ? 'measure' : 'dimension'
      return {
        name: column,
        type: type === 'DECIMAL' ? 'DECIMAL(38, 2)' : type,
        role,
        unit: type === 'DECIMAL' ? 'CNY' : '',
        label: '',
        sum: role === 'measure',
      }
    }),
  }
}

/** A store that holds these metrics and rows, without a server. */
export function storeOf(tables: { metric: Metric; rows: Row[] }[], asOf = '2025-11-11T00:00:03.250Z'): Store {
  const rest: Rest = {
    metrics: () => Promise.resolve(tables.map((one) => one.metric)),
    rows: () => Promise.reject(new Error('no server')),
    arrange: () => Promise.reject(new Error('no server')),
    pipeline: () => Promise.reject(new Error('no server')),
    clockOffsetMs: () => 0,
  }
  const store = createStore(rest, () => new URL('ws://127.0.0.1:9/'))
  store.metrics.value = tables.map((one) => one.metric)
  store.loaded.value = true
  store.follow = (cut) => {
    const table = tables.find((one) => one.metric.name === cut.metric)
    if (table) store.shown.set(cutKey(cut), snapshotOf(table.metric, table.rows, asOf))
    return () => undefined
  }
  store.asOf.value = asOf
  return store
}

/** All rows of a metric as one picture has them. */
export function snapshotOf(
  of: Metric,
  rows: Row[],
  asOf = '2025-11-10T16:00:00Z',
  finalEnds: string[] = [],
  more: Partial<Snapshot> = {},
): Snapshot {
  return {
    metric: of.name,
    columns: of.columns.map((c) => c.name),
    rows,
    asOf,
    final: false,
    finalEnds: new Set(finalEnds),
    count: rows.length,
    totals: {},
    ...more,
  }
}

/** What a panel is told of a metric. */
export function propsOf(of: Metric, panel = kindOf(of)) {
  return { metric: of, panel, tone: 'money', height: 400 }
}

// Without a layout everything would be 0 high and have no room.
for (const side of ['clientWidth', 'clientHeight'])
  Object.defineProperty(HTMLElement.prototype, side, { configurable: true, get: () => 900 })

/** Mounts a component inside the application's context; returns its element and how to end it. */
export async function mount(component: Component, props: Record<string, unknown>, store: Store) {
  const inner = defineComponent({
    setup() {
      provideConnection()
      return () => h(component, props)
    },
  })
  const app = createApp(
    defineComponent({
      setup() {
        provideStore(store)
        return () => h(inner)
      },
    }),
  )
  const element = document.createElement('div')
  document.body.append(element)
  app.mount(element)
  await nextTick()
  return {
    element,
    end() {
      app.unmount()
      element.remove()
    },
  }
}
