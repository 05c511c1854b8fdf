import { parseLossless } from './lossless'
import { toMetric, toSnapshot } from './normalise'
import type { Metric, RowsQuery, Snapshot } from './types'

/** An answer other than 2xx: the HTTP status and the problem's own words. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message)
  }
}

export interface Rest {
  metrics(): Promise<Metric[]>
  rows(metric: string, query?: RowsQuery): Promise<Snapshot>
  pipeline(): Promise<unknown>
  /** Server clock minus this machine's clock in ms, so that a wall with a wrong clock shows the right age. */
  clockOffsetMs(): number
}

/** Reads Tally's REST API below `base`. */
export function createRest(base: URL, token: () => string | null, fetcher: typeof fetch = fetch): Rest {
  let offsetMs = 0

  async function get(path: string, query: Record<string, string> = {}): Promise<unknown> {
    const url = new URL(path, base)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    const bearer = token()
    const answer = await fetcher(url, {
      headers: { Accept: 'application/json', ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}) },
      cache: 'no-store',
      signal: AbortSignal.timeout(10_000),
    })
    offsetMs = clockOffset(answer.headers.get('Date'), offsetMs)
    const body = await answer.text()
    if (!answer.ok) throw new ApiError(answer.status, problemOf(body) || `${answer.status} ${answer.statusText}`)
    return parseLossless(body)
  }

  return {
    metrics: async () => ((await get('api/v1/metrics')) as unknown[]).map(toMetric),
    rows: async (metric, query = {}) =>
      toSnapshot(await get(`api/v1/metrics/${encodeURIComponent(metric)}/rows`, texts(query)), metric),
    pipeline: () => get('api/v1/pipeline'),
    clockOffsetMs: () => offsetMs,
  }
}

// The Date header has whole seconds, so a difference under two of them says nothing.
function clockOffset(date: string | null, before: number): number {
  const server = date === null ? NaN : Date.parse(date)
  if (Number.isNaN(server)) return before
  const offset = server + 500 - Date.now()
  return Math.abs(offset) < 2000 ? 0 : offset
}

function texts(query: RowsQuery): Record<string, string> {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]))
}

function problemOf(body: string): string {
  try {
    const problem = JSON.parse(body) as { title?: string; detail?: string }
    return problem.detail ?? problem.title ?? ''
  } catch (error) {
    if (error instanceof SyntaxError) return ''
    throw error
  }
}
