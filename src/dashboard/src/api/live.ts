import { backoffMs } from './backoff'
import { parseLossless } from './lossless'
import { toSnapshot } from './normalise'
import type { Snapshot } from './types'

export type SocketState = 'connecting' | 'open' | 'waiting'

export interface LiveEvents {
  onSnapshot(snapshot: Snapshot): void
  onState(state: SocketState, attempt: number): void
}

export interface LiveSocket {
  subscribe(metrics: string[]): void
  close(): void
}

/** After this long without a word the server is asked again; it answers a subscription with the newest state. */
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
  let metrics: string[] = []
  let attempt = 0
  let heardAt = 0
  let closed = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function connect(): void {
    attempt += 1
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
      const parsed = parseLossless(message.data)
      for (const one of Array.isArray(parsed) ? parsed : [parsed]) events.onSnapshot(toSnapshot(one))
    }
    opened.onclose = () => {
      if (socket === opened) retry()
    }
  }

  function retry(): void {
    socket = null
    if (closed) return
    events.onState('waiting', attempt)
    clearTimeout(timer)
    timer = setTimeout(connect, backoffMs(Math.max(1, attempt), random))
  }

  function announce(): void {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ subscribe: metrics }))
  }

  // A half-open connection never closes by itself: ask after a silence, give up after a longer one.
  const watch = setInterval(() => {
    if (socket === null) return
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
    subscribe(names) {
      metrics = names
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
