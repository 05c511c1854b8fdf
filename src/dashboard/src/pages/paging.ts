export const perPage = 6

export function pageCount(metrics: number): number {
  return Math.max(1, Math.ceil(metrics / perPage))
}
