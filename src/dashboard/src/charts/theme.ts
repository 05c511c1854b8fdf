import { faint, hairline, muted, text } from './colours'

export const font = getFont()

/** Tooltips are drawn on the canvas: log text never becomes HTML. */
export const tooltip = {
  renderMode: 'richText' as const,
  confine: true,
  backgroundColor: 'rgba(10,16,32,0.94)',
  borderColor: 'rgba(150,178,255,0.28)',
  borderWidth: 1,
  padding: [8, 10] as [number, number],
  transitionDuration: 0,
  textStyle: { color: text, fontSize: 12, lineHeight: 18, fontFamily: font },
}

export const axisLabel = { color: muted, fontSize: 11, fontFamily: font }
export const axisLine = { show: true, lineStyle: { color: 'rgba(150,178,255,0.16)' } }
export const splitLine = { show: true, lineStyle: { color: hairline } }
export const pointer = { type: 'line' as const, lineStyle: { color: faint, type: 'dashed' as const } }

/** Motion of every chart: short, so that a change is seen and nothing dances. */
export function motion() {
  const still = typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches
  return { animation: !still, animationDuration: 500, animationDurationUpdate: 300, animationEasingUpdate: 'cubicOut' as const }
}

/** Text that a rich-text label prints as it is: `{a|b}` would else be read as a style. */
export function literal(value: string): string {
  return value.replace(/\{/g, '{\u200b')
}

function getFont(): string {
  const set = typeof document === 'undefined' ? '' : getComputedStyle(document.documentElement).getPropertyValue('--font')
  return set.trim() || 'sans-serif'
}
