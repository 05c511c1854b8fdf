import type { Metric } from '../api/types'
import { grid, type Placed } from './grid'
import { kindOf } from './kinds'
import { placedAs } from './screens'

const chartColumns = 19
const most = 4

/** The charts of a detail page: over each other on the left, where `free` says that no peers stand on the right over the whole width. */
export function placeCharts(metrics: Metric[], free: boolean): Placed[] {
  const drawn = metrics.filter((metric) => kindOf(metric) !== 'number').slice(0, most)
  const across = drawn.length > 2 ? 2 : 1
  const down = Math.max(1, Math.ceil(drawn.length / across))
  const w = (free ? grid.columns : chartColumns) / across
  const h = grid.rows / down
  return drawn.map((metric, index) => {
    const alone = index === drawn.length - 1 && index % across === 0
    return placedAs(metric, { x: (index % across) * w, y: Math.floor(index / across) * h, w: alone ? w * across : w, h })
  })
}

/** The ranking that shows where one stands among its peers: the first metric whose only name is `column`. */
export function placePeers(metrics: Metric[], column: string, charts: number): Placed[] {
  const names = (metric: Metric): string[] =>
    metric.columns.filter((c) => c.role === 'dimension' && c.type !== 'DATE' && c.name !== 'rn').map((c) => c.name)
  const metric = metrics.find((m) => names(m).join() === column)
  if (metric === undefined) return []
  const x = charts > 0 ? chartColumns : 0
  return [{ ...placedAs({ ...metric, chart: 'rank' }, { x, y: 0, w: grid.columns - x, h: grid.rows }), metric, panel: 'rank' }]
}
