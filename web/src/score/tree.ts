import { language } from '@/i18n'
import type { Schemas } from '@/api'

/** A scheme's definition as packs/schema/schemes.schema.json has it. */
export interface TwoNames {
  zh: string
  en: string
}
export type Amount = string | number
export interface Measure {
  key: string
  name: TwoNames
  from: string
  indicator?: string
  take?: string
  of?: string
  type?: string
  round?: string
  list?: string
}
export interface Item {
  key: string
  name: TwoNames
  note?: TwoNames
  points?: Amount
  kind?: string
  value?: string
  target?: string
  from?: Amount
  to?: Amount
  step?: Amount
  at?: Amount
  each?: Amount
  above?: Amount
  limit?: Amount
  lower?: boolean
  cap?: Amount
  floor?: Amount
  missing?: Amount
  formula?: string
  items?: Item[]
}
export interface Tree {
  key: string
  name: TwoNames
  units: string[]
  only_with?: string[]
  points: Amount
  cap?: Amount
  places?: number
  cut_off?: { days: number; working?: boolean }
  objections?: { days: number; answer_days: number }
  measures: Measure[]
  items: Item[]
}

export const asTree = (definition: Schemas['SchemeDefinition']): Tree => definition as unknown as Tree
export const asDefinition = (tree: Tree): Schemas['SchemeDefinition'] => tree as unknown as Schemas['SchemeDefinition']
export const nameOf = (name: TwoNames): string => (language.value === 'en' ? name.en : name.zh)

/** What each kind of leaf asks for, beside name, points and limits. */
export const asked = {
  completion: ['value', 'target'],
  linear: ['value', 'from', 'to'],
  rank: ['value', 'step', 'lower'],
  threshold: ['value', 'at', 'lower'],
  deduction: ['value', 'each'],
  formula: ['formula'],
  entries: ['value'],
  veto: ['value', 'above', 'limit'],
} as const satisfies Record<string, readonly (keyof Item)[]>
export type Kind = keyof typeof asked
export const kinds = Object.keys(asked) as Kind[]
export const kindOf = (item: Item): Kind => kinds.find((kind) => kind === item.kind) ?? 'completion'
export const isExtra = (item: Item): boolean => item.kind === 'entries' || item.kind === 'veto'

/** A leaf of another kind keeps what that kind asks for too. */
export function toKind(item: Item, kind: Kind): void {
  for (const name of new Set(Object.values(asked).flat())) {
    if (!(asked[kind] as readonly string[]).includes(name)) delete item[name] // eslint-disable-line @typescript-eslint/no-dynamic-delete
  }
  item.kind = kind
  if (isExtra(item)) delete item.points
  else item.points ??= 10
}

/** The points of the scheme's items, added up where they are written as numbers. */
export const sumOf = (items: Item[]): number => items.reduce((sum, item) => sum + (isExtra(item) ? 0 : Number(item.points ?? 0)), 0)

/** A key that nobody has yet. */
export function freshKey(tree: Tree): string {
  const taken = new Set<string>(tree.measures.map((one) => one.key))
  const walk = (items: Item[]): void => {
    for (const item of items) {
      taken.add(item.key)
      walk(item.items ?? [])
    }
  }
  walk(tree.items)
  for (let n = 1; ; n += 1) if (!taken.has(`item_${String(n)}`)) return `item_${String(n)}`
}
