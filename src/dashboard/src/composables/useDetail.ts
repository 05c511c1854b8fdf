import type { Row, Value } from '../api/types'
import type { MetricView } from '../model/view'
import { go } from './route'

/** Opens the details of the thing that a row is about: the first of its dimensions. */
export function useDetail() {
  /** NULL has no text: its page is that of the column without a value. */
  const openNamed = (column: string, value: Value): void => go('detail', column, ...(value === null ? [] : [String(value)]))

  return {
    open(view: MetricView | null, row: Row | undefined): void {
      const dimension = view?.roles.dimensions[0]
      const value = dimension && row ? view?.cell(row, dimension.name) : null
      if (dimension && value !== undefined) openNamed(dimension.name, value)
    },
    openNamed,
  }
}
