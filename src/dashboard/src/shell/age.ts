import type { Words } from '../i18n/en'

/** "0.4 s behind", "3.2 min behind"; in Chinese the word stands first. */
export function ageText(ms: number, t: Words): string {
  const [size, unit] =
    ms < 60_000
      ? [ms / 1000, t.seconds]
      : ms < 3_600_000
        ? [ms / 60_000, t.minutes]
        : ms < 86_400_000
          ? [ms / 3_600_000, t.hours]
          : [ms / 86_400_000, t.days]
  const text = `${size.toFixed(1)} ${unit}`
  return /\p{Script=Han}/u.test(t.behind) ? `${t.behind} ${text}` : `${text} ${t.behind}`
}
