import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** Strings that attackers and accidents put into logs. */
const builtIn = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg/onload=alert(1)>',
  '<iframe src="javascript:alert(1)"></iframe>',
  "javascript:alert('x')",
  '{{constructor.constructor("alert(1)")()}}',
  '{a|styled}{name|text}',
  '{b}: {c} ({d}%)',
  '</text><a href="javascript:alert(1)">x</a>',
  '&lt;b&gt;&amp;#x27;',
  '__proto__',
  'constructor',
  'toString',
  '',
  ' ',
  '\u0000\u0007\u001b[31mred',
  '\u202Eright-to-left',
  'Ω≈ç√∫ 田中さん 👩‍👩‍👧‍👦 Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮',
  `${'long '.repeat(400)}`,
  '%E0%A4%A',
  '../../etc/passwd%00',
  "1'; DROP TABLE orders;--",
]

const shared = resolve(import.meta.dirname, '../../../../shared/data/naughty-strings/blns.json')

/** The built-in list, and the Big List of Naughty Strings where it lies beside the repository. */
export const hostile: string[] = existsSync(shared) ? [...builtIn, ...(JSON.parse(readFileSync(shared, 'utf8')) as string[])] : builtIn
