export type Lang = 'en' | 'zh'

const chinese = /\p{Script=Han}/u

/** The half of a title "今日成交额 | GMV today" that is in `lang`; a title in one language is shown as it is. */
export function titleIn(title: string, lang: Lang): string {
  const halves = title
    .split('|')
    .map((half) => half.trim())
    .filter(Boolean)
  return halves.find((half) => chinese.test(half) === (lang === 'zh')) ?? halves[0] ?? title
}
