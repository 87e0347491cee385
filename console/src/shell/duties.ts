import { everyone, type Role } from '@/session/roles'
import { type Duty, type Group, groups } from './duty'

const found = import.meta.glob<Duty>('../duties/*/routes.ts', { eager: true, import: 'default' })
/** Every duty that has a folder: adding one touches no other file. */
export const duties: readonly Duty[] = Object.values(found).sort(
  (a, b) => groups.indexOf(a.group) - groups.indexOf(b.group) || (a.order ?? 0) - (b.order ?? 0),
)

export interface MenuGroup {
  group: Group
  entries: { name: string; title: string }[]
}

/** What the menu shows to somebody with these roles. */
export function menuFor(
  can: (...roles: readonly Role[]) => boolean,
  all: readonly Duty[] = duties,
): MenuGroup[] {
  return groups
    .map((group) => ({
      group,
      entries: all
        .filter((d) => d.group === group)
        .flatMap((d) => d.screens)
        .filter((s) => s.menu && can(...(s.roles ?? everyone)))
        .map(({ name, title }) => ({ name, title })),
    }))
    .filter(({ entries }) => entries.length > 0)
}
