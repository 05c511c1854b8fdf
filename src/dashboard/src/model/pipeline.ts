/** The answer of `GET /api/v1/pipeline`, read by shape: whatever the server adds is shown without a change here. */

export interface Fact {
  name: string
  value: string | number | boolean | null
}

export interface FactTable {
  name: string
  columns: string[]
  rows: Record<string, unknown>[]
}

export interface PipelineView {
  facts: Fact[]
  tables: FactTable[]
}

type Loose = Record<string, unknown>

/** Splits the answer into single facts (tiles) and lists of like things (tables); a list inside a list becomes a table of its own. */
export function readPipeline(answer: unknown): PipelineView {
  const view: PipelineView = { facts: [], tables: [] }
  if (isObject(answer)) read(answer, '', view)
  return view
}

function read(from: Loose, path: string, view: PipelineView): void {
  for (const [name, value] of Object.entries(from)) {
    const full = path ? `${path}.${name}` : name
    if (isList(value)) addTable(full, value, view)
    else if (isObject(value)) {
      const inner = Object.entries(value)
      if (inner.length > 0 && inner.every(([, v]) => isObject(v)))
        addTable(
          full,
          inner.map(([k, v]) => ({ name: k, ...(v as Loose) })),
          view,
        )
      else read(value, full, view)
    } else if (!Array.isArray(value)) view.facts.push({ name: full, value: value as Fact['value'] })
  }
}

function addTable(name: string, rows: Loose[], view: PipelineView): void {
  const nested = new Map<string, Loose[]>()
  const flat = rows.map((row) => {
    const kept = Object.entries(row).filter(([key, value]) => {
      if (!isList(value)) return !(Array.isArray(value) && value.length === 0)
      const owner = typeof row['name'] === 'string' ? { [singular(name)]: row['name'] } : {}
      nested.set(key, [...(nested.get(key) ?? []), ...value.map((v) => ({ ...owner, ...v }))])
      return false
    })
    return Object.fromEntries(kept)
  })
  view.tables.push({ name, columns: [...new Set(flat.flatMap((row) => Object.keys(row)))], rows: flat })
  for (const [key, inner] of nested) addTable(`${name}.${key}`, inner, view)
}

const singular = (name: string): string => (name.split('.').pop() ?? name).replace(/ies$/, 'y').replace(/s$/, '')
export const isObject = (value: unknown): value is Loose => value !== null && typeof value === 'object' && !Array.isArray(value)
export const isList = (value: unknown): value is Loose[] => Array.isArray(value) && value.length > 0 && value.every(isObject)
