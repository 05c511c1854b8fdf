import type { PanelKind } from './kinds'

/** Where a metric stands on the screen, in cells of the grid, and what to prefer where its columns leave a choice. */
export interface Slot {
  metric: string
  x: number
  y: number
  w: number
  h: number
  panel?: PanelKind
  /** The measure that sorts and draws; else the first. */
  measure?: string
  tone: Tone
}

/** One colour a subject: money is gold, traffic is cyan, people are violet. */
export type Tone = 'money' | 'traffic' | 'people'

export const grid = { columns: 28, rows: 36, gapPx: 14 } as const

/** The shop's screen. Three bands: what is sold on the left, the whole in the middle, visitors on the right. */
export const shop: readonly Slot[] = [
  { metric: 'gmv_minute', x: 0, y: 0, w: 8, h: 12, tone: 'money', measure: 'gmv' },
  { metric: 'category_rank', x: 0, y: 12, w: 4, h: 12, tone: 'money', panel: 'rank' },
  { metric: 'brand_sales', x: 4, y: 12, w: 4, h: 12, tone: 'money', panel: 'bar', measure: 'sales' },
  { metric: 'product_sales', x: 0, y: 24, w: 4, h: 12, tone: 'money', panel: 'rank', measure: 'sales' },
  { metric: 'top_buyers', x: 4, y: 24, w: 4, h: 12, tone: 'people', panel: 'rank', measure: 'spent' },

  { metric: 'gmv_today', x: 8, y: 0, w: 12, h: 12, tone: 'money', panel: 'hero', measure: 'gmv' },
  { metric: 'province_sales', x: 8, y: 12, w: 12, h: 16, tone: 'money', panel: 'map', measure: 'sales' },
  { metric: 'gmv_sliding', x: 8, y: 28, w: 12, h: 8, tone: 'money', measure: 'gmv' },

  { metric: 'pv_uv', x: 20, y: 0, w: 8, h: 9, tone: 'traffic', measure: 'pv' },
  { metric: 'funnel', x: 20, y: 9, w: 4, h: 9, tone: 'traffic', panel: 'funnel' },
  { metric: 'gender_share', x: 24, y: 9, w: 4, h: 9, tone: 'people', panel: 'pie', measure: 'sales' },
  { metric: 'product_gender', x: 20, y: 18, w: 4, h: 9, tone: 'people', panel: 'stack' },
  { metric: 'status_codes', x: 24, y: 18, w: 4, h: 9, tone: 'traffic', panel: 'pie' },
  { metric: 'top_pages', x: 20, y: 27, w: 8, h: 9, tone: 'traffic', panel: 'table' },
]

/** A tile below the great number: the first of its sources that the catalogue has. */
export interface Tile {
  id: string
  tone: Tone
  sources: readonly { metric: string; columns: readonly string[]; label: TileLabel }[]
}

export type TileLabel = 'ordersToday' | 'buyersToday' | 'ordersMinute' | 'buyersMinute' | 'visitorsNow' | 'pageViews' | 'uniqueVisitors'

export const tiles: readonly Tile[] = [
  {
    id: 'orders',
    tone: 'money',
    sources: [
      { metric: 'gmv_today', columns: ['orders', 'order_count'], label: 'ordersToday' },
      { metric: 'gmv_minute', columns: ['orders', 'order_count'], label: 'ordersMinute' },
    ],
  },
  {
    id: 'buyers',
    tone: 'people',
    sources: [
      { metric: 'gmv_today', columns: ['buyers', 'buyer_count'], label: 'buyersToday' },
      { metric: 'gmv_minute', columns: ['buyers', 'buyer_count'], label: 'buyersMinute' },
    ],
  },
  { id: 'visitors', tone: 'people', sources: [{ metric: 'visitors_now', columns: ['visitors', 'uv', 'visitors_now'], label: 'visitorsNow' }] },
  { id: 'pv', tone: 'traffic', sources: [{ metric: 'pv_uv_today', columns: ['pv', 'views'], label: 'pageViews' }] },
  { id: 'uv', tone: 'traffic', sources: [{ metric: 'pv_uv_today', columns: ['uv', 'visitors'], label: 'uniqueVisitors' }] },
]
