import { brands, categories, merchants, pages, products, provinces, users } from './names.ts'

type Cell = string | number
type Rows = Cell[][]

const minute = 60_000
const zoneMs = 8 * 3_600_000
const wall = (ms: number): string => new Date(ms + zoneMs).toISOString().replace('T', ' ').replace('Z', '')
const dayStart = (ms: number): number => Math.floor((ms + zoneMs) / 86_400_000) * 86_400_000 - zoneMs
const money = (n: number): string => (Math.round(n * 100) / 100).toFixed(2)

/** A number between 0 and 1 that depends only on its arguments, so that a window keeps its value. */
function noise(...at: number[]): number {
  const x = Math.sin(at.reduce((sum, n, i) => sum + n * (12.9898 + i * 78.233), 0.5)) * 43_758.5453
  return x - Math.floor(x)
}

/** GMV of one whole minute: a midnight peak over a calm day. */
function gmvOf(start: number): number {
  const hours = (start - dayStart(start)) / 3_600_000
  return (3.1e6 + 5.2e6 * Math.exp(-hours / 1.4) + 9e5 * Math.sin(start / 6e6)) * (0.92 + 0.16 * noise(start / minute))
}

const share = (index: number, count: number, power: number): number => 1 / (index + 1) ** power / Array.from({ length: count }, (_, i) => 1 / (i + 1) ** power).reduce((a, b) => a + b)

/** The fake shop's numbers at one instant. */
export class Shop {
  constructor(private readonly startedAt: number) {}

  rows(metric: string, now: number, all: boolean): Rows {
    const day = dayStart(now)
    const open = Math.floor(now / minute) * minute
    const filled = (now - open) / minute
    const since = Math.max(0, (now - day) / minute)
    const today = this.today(day, now)
    const minutes = (span: number): number[] => (all ? Array.from({ length: span }, (_, i) => open - (span - 1 - i) * minute) : [open])
    const tumble = (start: number, size = minute): Cell[] => [wall(start), wall(start + size)]
    const part = (start: number): number => (start === open ? filled : 1)
    const wobble = (i: number): number => 1 + 0.25 * Math.sin(now / 9000 + i * 1.7)

    switch (metric) {
      case 'gmv_today': {
        const steps = all ? 120 : 1
        return Array.from({ length: steps }, (_, i) => {
          const end = open + minute - (steps - 1 - i) * minute
          const gmv = this.today(day, Math.min(now, end))
          return [wall(day), wall(end), money(gmv), Math.round(gmv / 243.7), Math.round((gmv / 243.7) * 0.61)]
        })
      }
      case 'gmv_minute':
        return minutes(90).map((s) => [...tumble(s), money(gmvOf(s) * part(s)), Math.round((gmvOf(s) * part(s)) / (238 + 12 * noise(s, 2))), Math.round((gmvOf(s) * part(s)) / (400 + 20 * noise(s, 3)))])
      case 'gmv_sliding': {
        const newest = Math.floor(now / (2 * minute)) * 2 * minute
        const starts = all ? Array.from({ length: 45 }, (_, i) => newest - (44 - i) * 2 * minute) : [0, 1, 2, 3, 4].map((i) => newest - (4 - i) * 2 * minute)
        return starts.map((s) => [...tumble(s, 10 * minute), money(this.today(s, Math.min(now, s + 10 * minute)))])
      }
      case 'product_sales':
        return products.map((p, i) => [p, money(today * share(i, 40, 0.85) * (0.9 + 0.2 * noise(i))), Math.round((today / 97) * share(i, 40, 0.85))])
      case 'product_minute':
        return products.slice(0, 20).map((p, i) => [...tumble(open), p, money(gmvOf(open) * filled * share(i, 40, 0.8) * wobble(i))])
      case 'category_rank':
        return minutes(all ? 60 : 1).flatMap((s) =>
          categories.map((c, i) => [...tumble(s), c, Math.round((gmvOf(s) / 90) * part(s) * share(i, 10, 0.6) * (s === open ? wobble(i) : 1))] as Cell[]).sort((a, b) => Number(b[3]) - Number(a[3])).map((r, i) => [...r, i + 1]),
        )
      case 'category_sales':
        return categories.map((c, i) => [c, money(today * share(i, 10, 0.7))])
      case 'brand_sales':
        return brands.map((b, i) => [b, Math.round((today / 210) * share(i, 12, 0.5)), money(today * share(i, 12, 0.6))])
      case 'merchant_sales':
      case 'order_log_sales':
        return merchants.map((m, i) => [m, money(today * share(i, 8, metric === 'merchant_sales' ? 0.5 : 0.4))])
      case 'top_buyers':
        return users.slice(0, 10).map((u, i) => [u, money((88_000 + since * 3) / (1 + i * 0.13)), 3 + Math.round(30 / (i + 1))])
      case 'gender_share':
        return [['female', money(today * 0.574)], ['male', money(today * 0.397)], ['unknown', money(today * 0.029)]]
      case 'product_gender': {
        const start = Math.floor(now / (10 * minute)) * 10 * minute
        return products.slice(0, 10).flatMap((p, i) => ['female', 'male'].map((g, k) => [...tumble(start, 10 * minute), p, g, Math.round(((now - start) / 50) * share(i, 10, 0.5) * (0.3 + noise(i, k)))]))
      }
      case 'province_sales':
        return provinces.map((p, i) => [p, money(today * share(i, 31, 0.75)), Math.round((today / 243) * share(i, 31, 0.75))])
      case 'pv_uv':
        return minutes(90).map((s) => [...tumble(s), Math.round((gmvOf(s) / 14) * part(s)), Math.round((gmvOf(s) / 43) * part(s) * (0.95 + 0.1 * noise(s, 5)))])
      case 'pv_uv_today':
        return [[wall(day), wall(open + minute), Math.round(today / 14), Math.round(today / 96)]]
      case 'visitors_now':
        return [[wall(now - 5 * minute), wall(now), Math.round(gmvOf(open) / 22 + 400 * Math.sin(now / 3000))]]
      case 'top_pages':
        return pages.map((p, i) => [...tumble(open), p, Math.round((gmvOf(open) / 14) * filled * share(i, 10, 0.7)), Math.round((gmvOf(open) / 40) * filled * share(i, 10, 0.6))])
      case 'status_codes':
        return ([[200, 0.931], [304, 0.034], [404, 0.016], [302, 0.011], [500, 0.005], [429, 0.003]] as const).map(([s, f]) => [...tumble(open), s, Math.round((gmvOf(open) / 14) * filled * f)])
      case 'funnel':
        return ([['view', 1], ['cart', 0.218], ['order', 0.0912], ['pay', 0.0837]] as const).map(([s, f]) => [wall(day), wall(open + minute), s, Math.round((today / 96) * f)])
      default:
        return []
    }
  }

  /** What `GET /api/v1/pipeline` says. */
  pipeline(now: number, metrics: string[]) {
    const upMs = now - this.startedAt
    return {
      timeZone: 'Asia/Shanghai',
      asOf: new Date(now).toISOString(),
      recordsPerSecond: 48_210 + Math.round(900 * Math.sin(now / 4000)),
      lagMs: 210 + Math.round(60 * Math.sin(now / 2500)),
      watermark: new Date(now - 5000).toISOString(),
      lateRows: 17,
      deadRecords: 3,
      stateBytes: 41_222_144,
      checkpoint: { lastAt: new Date(now - (now % 10_000)).toISOString(), ageMs: now % 10_000, sizeBytes: 38_112_004, durationMs: 84 },
      topics: ['orders', 'page_views', 'orders.dead', 'orders.late'].map((name, i) => ({
        name,
        recordsPerSecond: [31_020, 17_190, 0, 0][i],
        sizeBytes: [8_412_331_221, 4_019_228_114, 1932, 8110][i],
        partitions: i > 1 ? [] : [0, 1].map((partition) => ({ partition, firstOffset: 0, endOffset: 1_000_000 + Math.round(upMs * 15), lagRecords: Math.round(40 * noise(now, partition)), lagMs: 180 + partition * 30, watermark: new Date(now - 5000 - partition * 80).toISOString(), late: partition * 17, idle: false })),
      })),
      queries: metrics.map((name, i) => ({ name, recordsPerSecond: 31_000 + i * 11, rowsPerSecond: 4, lagMs: 190 + i, watermark: new Date(now - 5000).toISOString(), late: i % 3, groups: 30 * (i + 1), stateBytes: 220_000 * (i + 1) })),
    }
  }

  private today(from: number, to: number): number {
    let sum = 0
    for (let s = Math.floor(from / minute) * minute; s < to; s += minute) sum += gmvOf(s) * Math.min(1, (to - s) / minute)
    return sum
  }
}
