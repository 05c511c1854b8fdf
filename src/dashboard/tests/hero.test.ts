import { expect, it } from 'vitest'
import { nextTick } from 'vue'
import { useSettings } from '../src/composables/settings'
import HeroPanel from '../src/panels/HeroPanel.vue'
import ConnectionBadge from '../src/shell/ConnectionBadge.vue'
import { metric, mount, propsOf, storeOf } from './mount'

const today = metric('gmv_today', 'number', 'window_start TIMESTAMP(3),window_end TIMESTAMP(3),gmv DECIMAL,orders BIGINT', 'cumulate')
const row = (end: string, gmv: string) => ['2025-11-11 00:00:00.000', `2025-11-11 00:${end}:00.000`, gmv, '9007199254740993']

it('holds the exact newest GMV and its instant, for people and for tests', async () => {
  const store = storeOf([{ metric: today, rows: [row('01', '5.00'), row('02', '98765432109876543.21')] }])
  const { element, end } = await mount(HeroPanel, propsOf(today, 'hero'), store)
  const number = element.querySelector('[data-testid="gmv-today"]')!
  expect(number.getAttribute('data-value')).toBe('98765432109876543.21')
  expect(number.getAttribute('data-as-of')).toBe('2025-11-11T00:00:03.250Z')
  expect(number.querySelector('[role="img"]')!.getAttribute('aria-label')).toBe('98,765,432,109,876,543.21')
  expect(element.querySelector('[data-metric="gmv_today"]')).not.toBeNull()
  expect(element.querySelector('[data-column="orders"]')!.textContent).toContain('9,007,199,254,740,993')
  end()
})

it('shows no digit in streamer mode', async () => {
  const { hide } = useSettings()
  hide.value = true
  const { element, end } = await mount(HeroPanel, propsOf(today, 'hero'), storeOf([{ metric: today, rows: [row('02', '7654.21')] }]))
  expect(element.textContent).not.toMatch(/7,?654/)
  expect(element.querySelector('[data-testid="gmv-today"]')!.getAttribute('data-value')).toBe('')
  hide.value = false
  await nextTick()
  expect(element.querySelector('[data-testid="gmv-today"]')!.getAttribute('data-value')).toBe('7654.21')
  end()
})

it('says how old the numbers are', async () => {
  const store = storeOf([], new Date(Date.now() - 125_000).toISOString())
  store.socketState.value = 'open'
  const { element, end } = await mount(ConnectionBadge, {}, store)
  const badge = element.querySelector('[data-testid="connection"]')!
  expect(badge.getAttribute('data-state')).toBe('stale')
  expect(badge.textContent).toMatch(/2\.1 min behind/)
  store.asOf.value = new Date().toISOString()
  await nextTick()
  expect(badge.getAttribute('data-state')).toBe('live')
  end()
})
