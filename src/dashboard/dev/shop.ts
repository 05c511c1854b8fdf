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

    const day0 = wall(day).slice(0, 10)
    const step: Cell[] = [wall(day), wall(open + minute)]
    const steps = (span: number, row: (total: number) => Cell[]): Rows =>
      Array.from({ length: all ? span : 1 }, (_, i) => open - ((all ? span : 1) - 1 - i) * minute)
        .filter((s) => s >= day)
        .map((s) => [wall(day), wall(s + minute), ...row(this.today(day, Math.min(now, s + minute)))])

    switch (metric) {
      case 'gmv_today':
        return steps(120, (gmv) => [money(gmv), Math.round(gmv / 243.7), Math.round(gmv / 171)])
      case 'gmv_minute':
        return minutes(90).map((s) => [...tumble(s), money(gmvOf(s) * part(s)), Math.round((gmvOf(s) * part(s)) / (238 + 12 * noise(s, 2))), Math.round((gmvOf(s) * part(s)) / (400 + 20 * noise(s, 3)))])
      case 'gmv_sliding': {
        const fullest = Math.floor(now / (2 * minute)) * 2 * minute - 8 * minute
        const starts = all ? Array.from({ length: 45 }, (_, i) => fullest - (40 - i) * 2 * minute) : [fullest]
        return starts.map((s) => {
          const gmv = this.today(s, Math.min(now, s + 10 * minute))
          return [...tumble(s, 10 * minute), money(gmv), Math.round(gmv / 243)]
        })
      }
      case 'product_sales':
        return products.map((p, i) => [day0, p, money(today * share(i, 40, 0.85) * (0.9 + 0.2 * noise(i))), Math.round((today / 97) * share(i, 40, 0.85))])
      case 'product_minute':
        return products.slice(0, 20).map((p, i) => [...tumble(open), p, money(gmvOf(open) * filled * share(i, 40, 0.8) * wobble(i)), Math.round(gmvOf(open) * filled * share(i, 40, 0.8) / 97)])
      case 'category_rank':
        return minutes(60).flatMap((s) =>
          categories.map((c, i) => [...tumble(s), c, Math.round((gmvOf(s) / 90) * part(s) * share(i, 10, 0.6) * (s === open ? wobble(i) : 1)), money(gmvOf(s) * part(s) * share(i, 10, 0.7))] as Cell[]).sort((a, b) => Number(b[3]) - Number(a[3])).map((r, i) => [...r, i + 1]),
        )
      case 'category_sales':
        return categories.flatMap((c, i) => steps(60, (sum) => [c, money(sum * share(i, 10, 0.7)), Math.round(sum / 171 * share(i, 10, 0.7))]))
      case 'brand_sales':
        return brands.flatMap((b, i) => steps(60, (sum) => [b, Math.round((sum / 210) * share(i, 12, 0.5)), money(sum * share(i, 12, 0.6))]))
      case 'merchant_sales':
        return merchants.map((m, i) => [day0, m, money(today * share(i, 8, 0.5)), Math.round(today / 243 * share(i, 8, 0.5))])
      case 'order_log_sales':
        return products.slice(0, 9).map((p, i) => [...tumble(open), `Article ${p}`, Math.round(40 * share(i, 9, 0.4) * 60 * filled), money(gmvOf(open) * 0.02 * filled * share(i, 9, 0.4))])
      case 'top_buyers':
        return users.slice(0, 10).map((u, i) => [day0, u, money((88_000 + since * 3) / (1 + i * 0.13)), 3 + Math.round(30 / (i + 1)), i + 1])
      case 'gender_share':
        return ([['female', 0.574], ['male', 0.397], ['unknown', 0.029]] as const).flatMap(([g, f]) => steps(60, (sum) => [g, money(sum * f), Math.round(sum * f / 243)]))
      case 'product_gender': {
        const start = Math.floor(now / (10 * minute)) * 10 * minute
        return products.slice(0, 10).flatMap((p, i) => ['female', 'male'].map((g, k) => [...tumble(start, 10 * minute), p, g, Math.round(((now - start) / 50) * share(i, 10, 0.5) * (0.3 + noise(i, k)))]))
      }
      case 'province_sales':
        return provinces.flatMap((p, i) => steps(60, (sum) => [p, money(sum * share(i, 31, 0.75)), Math.round((sum / 243) * share(i, 31, 0.75))]))
      case 'pv_uv':
        return minutes(90).map((s) => [...tumble(s), Math.round((gmvOf(s) / 14) * part(s)), Math.round((gmvOf(s) / 43) * part(s) * (0.95 + 0.1 * noise(s, 5)))])
      case 'pv_uv_today':
        return [[...step, Math.round(today / 14), Math.round(today / 96)]]
      case 'visitors_now':
        return [[wall(now - 5 * minute), wall(now), Math.round(gmvOf(open) / 22 + 400 * Math.sin(now / 3000))]]
      case 'top_pages':
        return pages.map((p, i) => [wall(now - (now % (60 * minute))), wall(open + minute), p, Math.round((gmvOf(open) / 14) * (1 + filled) * share(i, 10, 0.7)), Math.round((gmvOf(open) / 40) * (1 + filled) * share(i, 10, 0.6)), i + 1])
      case 'status_codes':
        return ([[200, 0.931], [304, 0.034], [404, 0.016], [302, 0.011], [500, 0.005], [429, 0.003]] as const).map(([s, f]) => [...tumble(open), s, Math.round((gmvOf(open) / 14) * filled * f), Math.round(gmvOf(open) * 900 * filled * f)])
      case 'funnel':
        return [[...step, ...[1, 0.218, 0.0912, 0.0837].map((f) => Math.round((today / 96) * f))]]
      default:
        return []
    }
  }

  /** What `GET /api/v1/pipeline` says. */
  pipeline(now: number, metrics: string[]) {
    const read = Math.round((now - this.startedAt) * 15)
    const stream = (name: string, rate: number, late: number, dead: Record<string, number>) => ({
      name,
      rows: 1_000_000 + read,
      rowsPerSecond: rate + 400 * Math.sin(now / 4000),
      bytes: (1_000_000 + read) * 215,
      bytesPerSecond: rate * 215,
      watermarkMs: now - 5200,
      backlog: noise(now) < 0.5 ? 0 : Math.round(40 * noise(now)),
      dead,
      late,
      partitions: [0, 1].map((p) => ({ id: `${name}/${p}`, position: 500_000 + Math.round(read / 2), watermarkMs: now - 5200 + p * 90, idle: false, ended: false, backlog: Math.round(20 * noise(now, p)) })),
    })
    return {
      at: new Date(now).toISOString(),
      timeZone: 'Asia/Shanghai',
      streams: [stream('orders', 31_020, 17, { json: 2, 'future-time': 1 }), stream('page_views', 17_190, 0, {}), stream('order_log', 2_110, 0, {})],
      queries: metrics.map((name, i) => ({ name, worker: i % 4, rowsOut: 21_000 + i * 811, late: i % 3, stateSizeBytes: 220_000 * (i + 1), stateCount: 30 * (i + 1), error: null })),
      checkpointAgeMs: now % 10_000,
      checkpointSizeBytes: 38_112_004,
      checkpointCount: 412,
      checkpointError: null,
      ringUsed: 3,
      ringSize: 256,
    }
  }

  private today(from: number, to: number): number {
    let sum = 0
    for (let s = Math.floor(from / minute) * minute; s < to; s += minute) sum += gmvOf(s) * Math.min(1, (to - s) / minute)
    return sum
  }
}
