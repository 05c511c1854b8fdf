import { onScopeDispose, shallowRef } from 'vue'

/** Where the viewer is: `#/screen`, `#/screen/2`, `#/pipeline`, `#/detail/category/Shoes`. */
export interface Route {
  page: 'screen' | 'pipeline' | 'detail'
  args: string[]
}

const pages = ['screen', 'pipeline', 'detail'] as const

export function parseRoute(hash: string): Route {
  const [page, ...args] = hash.replace(/^#\/?/, '').split('/').map(decode)
  return { page: pages.find((p) => p === page) ?? 'screen', args }
}

export function hashOf(page: Route['page'], ...args: string[]): string {
  return `#/${[page, ...args.map(encodeURIComponent)].join('/')}`
}

export function useRoute() {
  const route = shallowRef(parseRoute(location.hash))
  const follow = (): void => void (route.value = parseRoute(location.hash))
  window.addEventListener('hashchange', follow)
  onScopeDispose(() => window.removeEventListener('hashchange', follow))
  return route
}

export function go(page: Route['page'], ...args: string[]): void {
  location.hash = hashOf(page, ...args)
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    if (error instanceof URIError) return part
    throw error
  }
}
