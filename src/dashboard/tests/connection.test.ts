import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket as NodeWebSocket, WebSocketServer } from 'ws'
import { backoffMs } from '../src/api/backoff'
import { liveUrl, openLive, type LiveSocket, type Picture } from '../src/api/live'
import { ApiError, createRest } from '../src/api/rest'
import { takeToken } from '../src/api/token'
import { judge } from '../src/composables/connection'
import { hashOf, parseRoute } from '../src/composables/route'

describe('the judgement of the connection', () => {
  it.each([
    ['connecting', 1, null, false, 'connecting'],
    ['waiting', 3, null, false, 'reconnecting'],
    ['open', 1, 300, false, 'live'],
    ['open', 1, 5_001, false, 'stale'],
    ['open', 1, 60_000, true, 'quiet'],
    ['waiting', 1, 800, false, 'connecting'],
    ['waiting', 2, 800, false, 'polling'],
    ['waiting', 5, 9_000, true, 'stale'],
  ] as const)('%s, attempt %i, %s ms behind, caught up %s: %s', (socket, attempt, behindMs, caughtUp, word) => {
    expect(judge(socket, attempt, behindMs, caughtUp)).toBe(word)
  })
})

it('backs off to fifteen seconds, spread over the upper half', () => {
  expect([1, 2, 3, 10].map((n) => [backoffMs(n, () => 0), backoffMs(n, () => 1)])).toEqual([
    [250, 500],
    [500, 1000],
    [1000, 2000],
    [7500, 15000],
  ])
})

it('derives the socket from the page', () => {
  expect(liveUrl(new URL('https://shop.example/tally/'), 'a&b').href).toBe('wss://shop.example/tally/api/v1/live?access_token=a%26b')
  expect(liveUrl(new URL('http://127.0.0.1:5080/'), null).href).toBe('ws://127.0.0.1:5080/api/v1/live')
})

it('reads routes back as they were written', () => {
  for (const value of ['Shoes', 'a/b', '%', '#?&', '田中', '<b>'])
    expect(parseRoute(hashOf('detail', 'brand', value))).toEqual({ page: 'detail', args: ['brand', value] })
  expect(parseRoute('#/nowhere/%E0%A4%A').page).toBe('screen')
})

it('stores a token once and takes it out of the address', () => {
  const kept: string[] = []
  const storage = { setItem: (_: string, v: string) => kept.push(v), getItem: () => 'older' } as unknown as Storage
  const history = { replaceState: (_: unknown, __: string, url: URL) => kept.push(url.href) } as unknown as History
  expect(takeToken({ href: 'http://x/?token=s3&lang=zh' } as Location, history, storage)).toBe('s3')
  expect(kept).toEqual(['s3', 'http://x/?lang=zh'])
  expect(takeToken({ href: 'http://x/' } as Location, history, storage)).toBe('older')
})

describe('against a server', () => {
  let server: Server
  let sockets: WebSocketServer
  let live: LiveSocket | undefined
  let base: URL
  const asked: { url: string; authorization: string | undefined }[] = []

  beforeEach(async () => {
    asked.length = 0
    server = createServer((request, response) => {
      asked.push({ url: request.url!, authorization: request.headers.authorization })
      const refused = request.url!.includes('secret')
      response.writeHead(refused ? 401 : 200, { 'Content-Type': 'application/json' })
      response.end(
        refused
          ? '{"code":"token-needed","detail":"send the token"}'
          : '{"metric":"gmv","columns":[{"name":"gmv"}],"rows":[["12345678901234567890.12"]],"asOf":"2025-11-11T00:00:00Z","final":true}',
      )
    })
    sockets = new WebSocketServer({ server })
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    base = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    globalThis.WebSocket = NodeWebSocket as never
  })
  afterEach(() => {
    live?.close()
    sockets.clients.forEach((c) => c.terminate())
    sockets.close()
    server.close()
  })

  const viaNode = ((url: URL, options: RequestInit) => nodeFetch(url, options)) as typeof fetch

  it('reads a cut with every digit, sending the token', async () => {
    const rest = createRest(base, () => 's3cret', viaNode)
    const snapshot = await rest.rows({ metric: 'gmv', windows: 9, where: ['brand:A&B'], order: '-x', limit: 5 })
    expect(snapshot).toMatchObject({
      metric: 'gmv',
      columns: ['gmv'],
      rows: [['12345678901234567890.12']],
      asOf: '2025-11-11T00:00:00Z',
      final: true,
    })
    expect(asked[0]).toEqual({
      url: '/api/v1/metrics/gmv/rows?windows=9&order=-x&limit=5&where=brand%3AA%26B',
      authorization: 'Bearer s3cret',
    })
  })

  it('says what the problem says', async () => {
    const error = await createRest(base, () => null, viaNode)
      .rows({ metric: 'secret' })
      .catch((e: unknown) => e)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ status: 401, message: 'send the token' })
  })

  it('subscribes, receives, and subscribes again after the line broke', async () => {
    const received: Picture[] = []
    const states: string[] = []
    const subscriptions: string[] = []
    sockets.on('connection', (socket) => {
      socket.on('message', (data) => {
        subscriptions.push(String(data))
        // A picture of an earlier subscription is still on its way: it must not be taken for one of the new cuts.
        socket.send(JSON.stringify({ asOf: 'old', cuts: { 0: {} } }))
        socket.send(JSON.stringify({ subscribed: 1 }))
        socket.send(
          JSON.stringify({
            asOf: '2025-11-11T00:00:00Z',
            cuts: { 0: { metric: 'gmv', columns: ['gmv'], upsert: [[1, subscriptions.length]] } },
          }),
        )
        if (subscriptions.length === 1) setTimeout(() => socket.terminate(), 10)
      })
    })
    await new Promise<void>((done) => {
      live = openLive(
        () => liveUrl(base, null),
        {
          onState: (s) => states.push(s),
          onPicture: (p) => {
            received.push(p)
            if (received.length === 2) done()
          },
        },
        () => 0,
      )
      live.subscribe([{ metric: 'gmv' }])
    })
    const expected = '{"subscribe":[{"metric":"gmv"}],"pipeline":true}'
    expect(subscriptions).toEqual([expected, expected])
    expect(received.map((p) => p.asOf)).toEqual(['2025-11-11T00:00:00Z', '2025-11-11T00:00:00Z'])
    expect(states).toEqual(['connecting', 'open', 'waiting', 'connecting', 'open'])
  })
})

/** The page's fetch would ask for permission across origins; this one speaks HTTP alone. */
async function nodeFetch(url: URL, options: RequestInit): Promise<Response> {
  const { request } = await import('node:http')
  return new Promise((resolve, reject) => {
    const asking = request(url, { headers: options.headers as Record<string, string> }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (part: string) => (body += part))
      answer.on('end', () => resolve(new Response(body, { status: answer.statusCode!, headers: answer.headers as Record<string, string> })))
    })
    asking.on('error', reject).end()
  })
}
