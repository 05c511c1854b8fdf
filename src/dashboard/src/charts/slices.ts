import { between, palette, tones } from './colours'
import type { Tone } from '../layout/tones'

const statusColours = ['#6aa8ff', '#4fdc9c', '#3fd8d0', '#ffc14d', '#ff6f7d'] as const

/** Colours of the parts of a whole. HTTP status codes get the colour of their class, so that errors are red wherever they stand. */
export function sliceColours(names: string[], tone: Tone): string[] {
  if (names.length > 0 && names.every((n) => /^[1-5]\d\d$/.test(n))) return statuses(names)
  if (names.length <= 3) return [tones[tone].main, tones[tone === 'people' ? 'money' : 'people'].main, '#4d6188'].slice(0, names.length)
  const colours = palette(tone)
  return names.map((_, index) => colours[index % colours.length]!)
}

// Codes of one class share its colour, each a bit darker than the one before.
function statuses(names: string[]): string[] {
  const seen = new Map<string, number>()
  return names.map((name) => {
    const before = seen.get(name[0]!) ?? 0
    seen.set(name[0]!, before + 1)
    return between(statusColours[Number(name[0]) - 1]!, '#101a33', Math.min(0.6, before * 0.28))
  })
}
