import { ref } from 'vue'

const query = (): URLSearchParams => new URLSearchParams(location.search)
const on = (value: string | null): boolean => value !== null && value !== '0' && value !== 'false'

const kiosk = ref(on(query().get('kiosk')))
const hide = ref(on(query().get('hide')))
const carouselS = Number(query().get('carousel')) || 0

/** What the address asks for: `?kiosk=1` no controls, `?hide=1` no numbers, `?carousel=20` a new page every 20 s. */
export function useSettings() {
  return { kiosk, hide, carouselS }
}
