/** An instant as the time of day in `timeZone`, else in the browser's own zone. */
export function clockText(ms: number, timeZone?: string): string {
  return Number.isNaN(ms) ? '' : formatter(timeZone, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(ms)
}

export function dateText(ms: number, lang: string, timeZone?: string): string {
  return formatter(
    timeZone,
    { year: 'numeric', month: 'long', day: 'numeric', weekday: 'short' },
    lang === 'zh' ? 'zh-CN' : 'en-GB',
  ).format(ms)
}

/** The day as 2025-11-11. */
export function dayText(ms: number, timeZone?: string): string {
  return formatter(timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' }, 'sv-SE').format(ms)
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(timeZone: string | undefined, how: Intl.DateTimeFormatOptions, locale = 'en-GB'): Intl.DateTimeFormat {
  const key = JSON.stringify([timeZone, how, locale])
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, { ...how, ...(valid(timeZone) ? { timeZone } : {}) })
  formatters.set(key, made)
  return made
}

function valid(timeZone: string | undefined): boolean {
  if (timeZone === undefined) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
