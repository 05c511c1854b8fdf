/** How wide a digit is, in parts of the size of the font. */
const digit = 0.61

export interface Fitted {
  text: string
  px: number
}

/** The largest size at which a number fits whole; where none does, the number is shortened, never cut. */
export function fitted(full: string, short: string, widthPx: number, sizes: readonly number[]): Fitted {
  const fits =
    (text: string) =>
    (px: number): boolean =>
      text.length * digit * px <= widthPx
  const whole = sizes.find(fits(full))
  if (whole !== undefined) return { text: full, px: whole }
  return { text: short, px: sizes.find(fits(short)) ?? sizes.at(-1)! }
}
