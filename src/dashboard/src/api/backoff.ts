/** How long to wait before attempt `number` (from 1): doubles from 0.5 s to 15 s, with half of it at random so that many screens do not
 *  return at once. */
export function backoffMs(number: number, random: () => number): number {
  const ceiling = Math.min(15_000, 500 * 2 ** (number - 1))
  return ceiling / 2 + (random() * ceiling) / 2
}
