const key = 'tally.token'

/** The access token of this browser: `?token=` is stored once and leaves the address bar, which screenshots show. */
export function takeToken(place: Location, history: History, storage: Storage): string | null {
  const url = new URL(place.href)
  const given = url.searchParams.get('token')
  if (given === null) return storage.getItem(key)
  storage.setItem(key, given)
  url.searchParams.delete('token')
  history.replaceState(null, '', url)
  return given
}

export function storeToken(storage: Storage, token: string): void {
  storage.setItem(key, token)
}
