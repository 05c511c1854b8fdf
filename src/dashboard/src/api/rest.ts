import { parseLossless } from './lossless'
import { toMetric, toSnapshot } from './normalise'
import type { Cut, Metric, Place, Snapshot } from './types'

/** An answer other than 2xx: the HTTP status and the problem's own words. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message)
  }
}

/** Where a metric is to stand: a screen and a place, or hidden. */
export interface Arranged {
  metric: string
  screen: string
  place: Place | null
  hidden: boolean
}

export interface Rest {
  metrics(): Promise<Metric[]>
  rows(cut: Cut): Promise<Snapshot>
  /** Writes the places of metrics into their comments. */
  arrange(places: readonly Arranged[]): Promise<void>
  pipeline(): Promise<unknown>
  /** Server clock minus this machine's clock in ms, so that a wall with a wrong clock shows the right age. */
  clockOffsetMs(): number
}

/** Reads Tally's REST API below `base`. */
export function createRest(base: URL, token: () => string | null, fetcher: typeof fetch = fetch): Rest {
  let offsetMs = 0

  async function ask(path: string, query: [string, string][] = [], body?: unknown): Promise<unknown> {
    const url = new URL(path, base)
    for (const [name, value] of query) url.searchParams.append(name, value)
    const bearer = token()
    const answer = await fetcher(url, {
      headers: {
        Accept: 'application/json',
        ...(body ? { 'Content-Type': 'application/json' } : {}),
        ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}),
      },
      ...(body ? { method: 'PUT', body: JSON.stringify(body) } : {}),
      cache: 'no-cache',
      signal: AbortSignal.timeout(10_000),
    })
    offsetMs = clockOffset(answer.headers.get('Date'), offsetMs)
    const text = await answer.text()
    if (!answer.ok) throw new ApiError(answer.status, problemOf(text) || `${answer.status} ${answer.statusText}`)
    return text === '' ? null : parseLossless(text)
  }

  return {
    metrics: async () => ((await ask('api/v1/metrics')) as unknown[]).map(toMetric),
    rows: async (cut) => toSnapshot(await ask(`api/v1/metrics/${encodeURIComponent(cut.metric)}/rows`, queryOf(cut)), cut.metric),
    pipeline: () => ask('api/v1/pipeline'),
    arrange: async (places) => void (await ask('api/v1/layout', [], places)),
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

function queryOf({ metric: _, where, ...rest }: Cut): [string, string][] {
  const given = Object.entries(rest).filter(([, value]) => value !== undefined)
  return [
    ...given.map(([name, value]): [string, string] => [name, String(value)]),
    ...(where ?? []).map((one): [string, string] => ['where', one]),
  ]
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
