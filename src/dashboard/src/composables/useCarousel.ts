import { onScopeDispose } from 'vue'
import { go, parseRoute } from './route'

/** Turns the pages for an unattended wall: the screen, then each page of further metrics, `everyS` seconds each. */
export function useCarousel(everyS: number, morePages: () => number, stands: () => boolean): void {
  if (everyS <= 0) return
  const timer = setInterval(() => {
    if (stands()) return
    const { page, args } = parseRoute(location.hash)
    const next = page === 'more' ? Number(args[0] ?? 1) + 1 : 1
    if (next <= morePages()) go('more', String(next))
    else go('screen')
  }, everyS * 1000)
  onScopeDispose(() => clearInterval(timer))
}
