import { inject, provide, type InjectionKey } from 'vue'
import type { Metric } from '../api/types'

/** The one thing that a detail page is about: a column and its value, null for NULL. */
export interface Filter {
  column: string
  value: string | null
}

const key: InjectionKey<Filter | null> = Symbol('filter')

/** Everything below shows only the rows of one thing; null: all rows again. */
export function provideFilter(filter: Filter | null): void {
  provide(key, filter)
}

export function useFilter(): Filter | null {
  return inject(key, null)
}

/** A metric as it is once the value of a column is fixed: without that dimension, over time where it has windows. */
export function filtered(metric: Metric, filter: Filter | null): Metric {
  if (filter === null || !metric.columns.some((c) => c.name === filter.column)) return metric
  const columns = metric.columns.filter((c) => c.name !== filter.column)
  const leaves = columns.filter((c) => c.role === 'dimension' && c.type !== 'DATE')
  return { ...metric, chart: metric.window && leaves.length === 0 ? 'line' : metric.chart, columns }
}

export function whereOf(filter: Filter): string {
  return filter.value === null ? filter.column : `${filter.column}:${filter.value}`
}
