import type { Value } from '../api/types'
import { toDecimal, toGeometry } from './decimal'

/** A bar as parts of its track: where it begins and how long it is, in percent. */
export interface Bar {
  left: number
  width: number
  negative: boolean
}

/** One scale for bars that are compared: they begin at zero, those below it go to the left. */
export function barsOver(values: readonly (Value | undefined)[]): (value: Value | undefined) => Bar {
  const sizes = values.map(toGeometry)
  const least = Math.min(0, ...sizes)
  const span = Math.max(0, ...sizes) - least || 1
  return (value) => {
    const size = toGeometry(value)
    const from = ((Math.min(0, size) - least) / span) * 100
    return { left: from, width: toDecimal(value) === null ? 0 : (Math.abs(size) / span) * 100, negative: size < 0 }
  }
}
