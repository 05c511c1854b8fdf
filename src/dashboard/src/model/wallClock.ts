import type { Value } from '../api/types'

/** Window columns are wall-clock text of the shop's own day: "2025-11-11 00:05:00.000". They are cut, never converted. */
export function timeOfDay(wallClock: Value | undefined): string {
  const match = /[ T](\d\d:\d\d)(:\d\d)?/.exec(String(wallClock ?? ''))
  if (match === null) return String(wallClock ?? '')
  return match[2] === undefined || match[2] === ':00' ? match[1]! : match[1]! + match[2]
}

/** The wall clock `ms` later, or earlier when negative. */
export function wallClockPlus(wallClock: string, ms: number): string {
  return new Date(wallClockMs(wallClock) + ms).toISOString().replace('T', ' ').replace('Z', '')
}

/** Wall-clock text as ms on a scale without time zones, for distances only. */
export function wallClockMs(wallClock: Value | undefined): number {
  return Date.parse(
    String(wallClock ?? '')
      .trim()
      .replace(' ', 'T')
      .replace(/Z?$/, 'Z'),
  )
}
