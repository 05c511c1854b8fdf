import { backoffMs } from './backoff'
import { parseLossless } from './lossless'
import type { Cut } from './types'

export type SocketState = 'connecting' | 'open' | 'waiting'

/** One message: what has changed of the cuts since the picture before, by their place in the subscription. */
export interface Picture {
  asOf?: string
  watermark?: string
  cuts: Record<string, unknown>
  pipeline?: unknown
}

export interface LiveEvents {
  onPicture(picture: Picture): void
  onState(state: SocketState, attempt: number): void
}

export interface LiveSocket {
  subscribe(cuts: readonly Cut[]): void
  close(): void
}

/** After this long without a word the server is asked again; it answers a subscription with a whole picture. */
const silentMs = 10_000
const deadMs = 15_000

/** The address of the live socket: the page's own, so that one port and one certificate serve everything. */
export function liveUrl(base: URL, token: string | null): URL {
  const url = new URL('api/v1/live', base)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  if (token) url.searchParams.set('access_token', token)
  return url
}

/** Keeps one WebSocket to the live endpoint: subscribes, notices silence, reconnects with back-off. */
export function openLive(address: () => URL, events: LiveEvents, random: () => number = Math.random): LiveSocket {
  let socket: WebSocket | null = null
  let cuts: readonly Cut[] = []
  let attempt = 0
  let heardAt = 0
  let closed = false
  let timer: ReturnType<typeof setTimeout> | undefined
  /** How many subscriptions this connection has carried, and up to which one the server has come. */
  let asked = 0
  let answered = 0

  function connect(): void {
    attempt += 1
    asked = answered = 0
    events.onState('connecting', attempt)
    const opened = new WebSocket(address())
    socket = opened
    heardAt = Date.now()
    opened.onopen = () => {
      events.onState('open', attempt)
      announce()
    }
    opened.onmessage = (message: MessageEvent<string>) => {
      heardAt = Date.now()
      attempt = 0
      take(parseLossless(message.data) as Picture & { subscribed?: number })
    }
    opened.onclose = () => {
      if (socket === opened) retry()
    }
  }

  /** Pictures of an earlier subscription are of other cuts. */
  function take(message: Picture & { subscribed?: number }): void {
    if (message.subscribed !== undefined) answered = message.subscribed
    else if (answered === asked) events.onPicture(message)
  }

  function retry(): void {
    socket = null
    if (closed) return
    events.onState('waiting', attempt)
    clearTimeout(timer)
    timer = setTimeout(connect, backoffMs(Math.max(1, attempt), random))
  }

  function announce(): void {
    if (socket?.readyState !== WebSocket.OPEN) return
    asked += 1
    socket.send(JSON.stringify({ subscribe: cuts, pipeline: true }))
  }

  // A half-open connection never closes by itself: ask after a silence, give up after a longer one.
  const watch = setInterval(() => {
    if (socket === null || cuts.length === 0) return
    const silence = Date.now() - heardAt
    if (silence > deadMs) {
      const dead = socket
      retry()
      dead.close()
    } else if (silence > silentMs) announce()
  }, 2500)

  const hurry = (): void => {
    if (socket !== null || closed) return
    clearTimeout(timer)
    attempt = 0
    connect()
  }
  window.addEventListener('online', hurry)
  connect()

  return {
    subscribe(wanted) {
      if (cuts.length === 0) heardAt = Date.now()
      cuts = wanted
      announce()
    },
    close() {
      closed = true
      clearTimeout(timer)
      clearInterval(watch)
      window.removeEventListener('online', hurry)
      socket?.close()
    },
  }
}
