import type { Tone } from '../layout/tones'

export const text = '#e9effc'
export const muted = '#93a1c2'
export const faint = '#8290b3'
export const hairline = 'rgba(150,178,255,0.09)'

export const tones: Record<Tone, { main: string; deep: string }> = {
  money: { main: '#ffb84d', deep: '#ff8552' },
  traffic: { main: '#3fd8d0', deep: '#2f8fe0' },
  people: { main: '#a795ff', deep: '#6f6bf0' },
}

/** Colours of the series of one chart: the tone first, then what stands apart from it. */
export function palette(tone: Tone): string[] {
  const first = tones[tone].main
  return [first, ...['#3fd8d0', '#a795ff', '#ffb84d', '#ff7f8e', '#6aa8ff', '#7ee2a8', '#e59bff', '#c9d3ea'].filter((c) => c !== first)]
}

export function faded(hex: string, alpha: number): string {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16))
  return `rgba(${r},${g},${b},${alpha})`
}

const heatStops = ['#1a2444', '#472f60', '#96405c', '#e36d4b', '#ffc761'] as const

/** From cold to hot, `share` from 0 to 1: night blue over plum and coral to gold. */
export function heat(share: number): string {
  const at = Math.min(Math.max(share, 0), 1) * (heatStops.length - 1)
  const low = Math.min(Math.floor(at), heatStops.length - 2)
  return between(heatStops[low]!, heatStops[low + 1]!, at - low)
}

/** A colour between two, `share` of the way from `a` to `b`. */
export function between(a: string, b: string, share: number): string {
  const part = (at: number): number => {
    const [from, to] = [parseInt(a.slice(at, at + 2), 16), parseInt(b.slice(at, at + 2), 16)]
    return Math.round(from + (to - from) * share)
  }
  return `rgb(${part(1)},${part(3)},${part(5)})`
}
