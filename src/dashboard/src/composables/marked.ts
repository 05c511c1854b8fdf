import { inject, provide, type InjectionKey } from 'vue'

const key: InjectionKey<string> = Symbol('marked')

/** Marks one name in every ranking below: the one that a detail page is about. */
export function markName(name: string): void {
  provide(key, name)
}

export function useMarked(): string {
  return inject(key, '')
}
