import type { Value } from './types'

interface SourceText {
  source?: string
}

/**
 * Reads JSON without losing a digit: a number whose text differs from what a double prints
 * (`1234.50`, `9007199254740993`) is returned as that text. Engines without source text access read plain doubles.
 */
export function parseLossless(text: string): unknown {
  return JSON.parse(text, function (_key: string, value: unknown, context?: SourceText) {
    if (typeof value !== 'number' || context?.source === undefined) return value
    return String(value) === context.source ? value : exponentFree(context.source, value)
  } as (key: string, value: unknown) => unknown)
}

function exponentFree(source: string, value: number): Value {
  return /[eE]/.test(source) ? value : source
}
