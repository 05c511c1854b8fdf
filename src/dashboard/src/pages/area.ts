import type { Area } from '../layout/place'

/** The part of the 1920 × 1080 stage below the bar, where panels stand. */
export const area: Area = { width: 1872, height: 988 }
