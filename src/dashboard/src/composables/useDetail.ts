import type { Row } from '../api/types'
import type { MetricView } from '../model/view'
import { go } from './route'

/** Opens the details of the thing that a row is about: the first of its dimensions. */
export function useDetail() {
  return {
    open(view: MetricView | null, row: Row | undefined): void {
      const dimension = view?.roles.dimensions[0]
      const value = dimension && row ? view?.cell(row, dimension.name) : null
      if (dimension && value !== null && value !== undefined) go('detail', dimension.name, String(value))
    },
    openNamed(column: string, value: string): void {
      go('detail', column, value)
    },
  }
}
