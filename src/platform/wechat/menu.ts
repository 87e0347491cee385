import { z } from 'zod'

interface Click {
  type: 'click'
  name: string
  key: string
}

/** 自定义菜单, as `menu/create` takes it: at most three buttons, each with at most five under it. */
export interface Menu {
  readonly button: readonly (Click | { name: string; sub_button: readonly Click[] })[]
}

const told = z.object({ menu: z.object({ button: z.array(z.unknown()) }) })
const button: z.ZodType<unknown> = z.lazy(() =>
  z
    .object({
      type: z.string().optional(),
      name: z.string(),
      key: z.string().optional(),
      url: z.string().optional(),
      sub_button: z
        .union([z.array(button), z.object({ list: z.array(button) }).transform(({ list }) => list)])
        .optional(),
    })
    .transform(({ sub_button: under, ...own }) => (under?.length ? { ...own, sub_button: under } : own)),
)

/** What `menu/get` answered, in the form of `menu/create`: it adds empty lists. Null: it shows no menu of this kind. */
export function menuOf(answer: unknown): unknown {
  const menu = told.safeParse(answer)
  const read = z.array(button).safeParse(menu.data?.menu.button)
  return read.success ? { button: read.data } : null
}

/** Key by key in one order: two menus that look the same are the same. */
export function isSameMenu(a: unknown, b: unknown): boolean {
  return JSON.stringify(ordered(a)) === JSON.stringify(ordered(b))
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, v]) => v !== undefined)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, v]) => [key, ordered(v)]))
}
