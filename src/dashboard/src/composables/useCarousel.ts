import { onScopeDispose } from 'vue'
import { go, parseRoute } from './route'

/** Turns the pages for an unattended wall: each screen for `everyS` seconds. */
export function useCarousel(everyS: number, screens: () => number, stands: () => boolean): void {
  if (everyS <= 0) return
  const timer = setInterval(() => {
    if (stands()) return
    const { page, args } = parseRoute(location.hash)
    const next = page === 'screen' ? Number(args[0] ?? 1) + 1 : 1
    go('screen', ...(next <= screens() && next > 1 ? [String(next)] : []))
  }, everyS * 1000)
  onScopeDispose(() => clearInterval(timer))
}
