import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Plugin, PreviewServer, ViteDevServer } from 'vite'
import { WebSocketServer, type WebSocket } from 'ws'
import { hostile } from '../tests/hostile.ts'
import { catalogue } from './catalogue.ts'
import { Shop } from './shop.ts'

/** Behaves as a running Tally towards the screen: same REST, same live socket, plausible rows of every metric. For development only. */
export function fakeTally(): Plugin {
  return { name: 'fake-tally', configureServer: serve, configurePreviewServer: serve }
}

const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:"
const shop = new Shop(Date.now())
/** `FAKE_FREEZE=1` stops the clock, to see the screen go stale; `FAKE_ONLY=a,b` serves only these metrics; `FAKE_HOUR=0.4` moves the shop's clock to that hour; `FAKE_HOSTILE=1` puts hostile text into every name. */
const frozen = process.env['FAKE_FREEZE'] ? Date.now() : null
const only = process.env['FAKE_ONLY']?.split(',')
const metrics = catalogue.filter((m) => !only || only.includes(m.name))
const now = (): number => frozen ?? Date.now()
const shopMs = (): number => {
  const hour = process.env['FAKE_HOUR']
  const utcDay = Math.floor((now() + 28_800_000) / 86_400_000) * 86_400_000 - 28_800_000
  return hour === undefined ? now() : utcDay + Number(hour) * 3_600_000 + (now() - started)
}
const started = Date.now()

function serve(server: ViteDevServer | PreviewServer): void {
  const preview = !('moduleGraph' in server)
  server.middlewares.use((request, response, next) => {
    if (preview) response.setHeader('Content-Security-Policy', policy)
    const url = new URL(request.url ?? '/', 'http://tally')
    if (!url.pathname.startsWith('/api/v1/')) return next()
    answer(url, request, response)
  })
  const sockets = new WebSocketServer({ noServer: true })
  server.httpServer?.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!request.url?.startsWith('/api/v1/live')) return
    sockets.handleUpgrade(request, socket, head, live)
  })
}

function answer(url: URL, _request: IncomingMessage, response: ServerResponse): void {
  const parts = url.pathname.split('/').slice(3)
  const send = (status: number, body: unknown): void => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
  }
  const metric = metrics.find((m) => m.name === parts[1])
  if (parts[0] === 'pipeline') send(200, shop.pipeline(now(), metrics.map((m) => m.name)))
  else if (parts[0] !== 'metrics') send(404, { title: 'Not found' })
  else if (parts.length === 1) send(200, metrics)
  else if (metric) send(200, { ...state(metric.name, url.searchParams.get('window') === 'all' || url.searchParams.has('from'), url.searchParams), watermark: new Date(now() - 5000).toISOString() })
  else send(404, { title: 'No such metric', code: 'metric-not-found' })
}

function state(name: string, all: boolean, query?: URLSearchParams) {
  const columns = metrics.find((m) => m.name === name)!.columns.map((c) => c.name)
  let rows = shop.rows(name, shopMs(), all)
  const [column, ...rest] = (query?.get('where') ?? '').split(':')
  if (column) rows = rows.filter((row) => String(row[columns.indexOf(column)]) === rest.join(':'))
  const order = query?.get('order')
  if (order) {
    const at = columns.indexOf(order.replace('-', ''))
    const compare = (a: string | number, b: string | number): number => (Number.isNaN(Number(a)) ? String(a).localeCompare(String(b)) : Number(a) - Number(b))
    rows = [...rows].sort((a, b) => (order.startsWith('-') ? -1 : 1) * compare(a[at]!, b[at]!))
  }
  if (process.env['FAKE_HOSTILE']) rows = rows.map((row, i) => row.map((cell, at) => (hostileAt(name, at) ? (hostile[i % hostile.length] ?? '') : cell)))
  return { metric: name, columns, rows: rows.slice(0, Number(query?.get('limit') ?? 1000)), asOf: new Date(now()).toISOString(), final: false }
}

function hostileAt(name: string, at: number): boolean {
  const column = metrics.find((m) => m.name === name)?.columns[at]
  return column?.role === 'dimension' && column.type === 'STRING'
}

function live(socket: WebSocket): void {
  let names: string[] = []
  const push = (): void => names.forEach((name) => socket.send(JSON.stringify(state(name, false))))
  const timer = setInterval(() => frozen === null && push(), 500)
  socket.on('message', (data) => {
    names = (JSON.parse(String(data)) as { subscribe: string[] }).subscribe.filter((name) => metrics.some((m) => m.name === name))
    push()
  })
  socket.on('close', () => clearInterval(timer))
}
