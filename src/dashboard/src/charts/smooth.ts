/** A point of a line, in pixels. */
export interface Point {
  x: number
  y: number
}

/** A path through points that never rises above or falls below its neighbors (Fritsch and Carlson). */
export function smoothPath(points: readonly Point[]): string {
  const [first] = points
  if (first === undefined) return ''
  const slopes = tangents(points)
  return points.slice(1).reduce(
    (path, to, i) => {
      const from = points[i]!
      const third = (to.x - from.x) / 3
      const controls = [from.x + third, from.y + slopes[i]! * third, to.x - third, to.y - slopes[i + 1]! * third]
      return `${path}C${[...controls, to.x, to.y].map(n).join(' ')}`
    },
    `M${n(first.x)} ${n(first.y)}`,
  )
}

function tangents(points: readonly Point[]): number[] {
  const steps = points.slice(1).map((to, i) => (to.y - points[i]!.y) / (to.x - points[i]!.x))
  return points.map((_, i) => {
    const [before, after] = [steps[i - 1], steps[i]]
    if (before === undefined || after === undefined) return before ?? after ?? 0
    if (before * after <= 0) return 0
    return (2 * before * after) / (before + after)
  })
}

const n = (value: number): string => value.toFixed(1)
