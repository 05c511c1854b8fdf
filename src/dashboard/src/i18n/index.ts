import { computed, ref } from 'vue'
import type { Column } from '../api/types'
import { titleIn, type Lang } from '../model/bilingual'
import { columnsEn, en, unitsEn, valuesEn, type Words } from './en'
import { columnsZh, unitsZh, valuesZh, zh } from './zh'

const lang = ref<Lang>('en')
const words = computed<Words>(() => (lang.value === 'zh' ? zh : en))

/** `?lang=` first, then the browser's own language. */
export function startLang(wanted: string | null, browser: string): void {
  setLang(wanted === 'zh' || wanted === 'en' ? wanted : browser.toLowerCase().startsWith('zh') ? 'zh' : 'en')
}

function setLang(to: Lang): void {
  lang.value = to
  document.documentElement.lang = to === 'zh' ? 'zh-CN' : 'en'
}

/** The language of the screen, its words, and the names of columns and known values in it. */
export function useWords() {
  return {
    lang,
    t: words,
    setLang,
    /** What a column is called: its @label, else its name as people write it. */
    labelOf: (column: Column | undefined): string => (column ? titleIn(column.label, lang.value) || columnName(column.name) : ''),
    columnName,
    unitName: (unit: string): string => own(pick(unitsEn, unitsZh), unit) ?? unit,
    valueName: (value: string): string => own(pick(valuesEn, valuesZh), value.toLowerCase()) ?? value,
  }
}

const columnName = (name: string): string => own(pick(columnsEn, columnsZh), name.toLowerCase()) ?? humanised(name)
const pick = <T>(inEnglish: T, inChinese: T): T => (lang.value === 'zh' ? inChinese : inEnglish)

// Values come from logs: "constructor" must not find what every object inherits.
const own = (table: Record<string, string>, key: string): string | undefined => (Object.hasOwn(table, key) ? table[key] : undefined)

function humanised(name: string): string {
  const spaced = name.replace(/_/g, ' ').trim()
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}
