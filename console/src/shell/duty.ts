import type { RouteComponent } from 'vue-router'
import type { Role } from '@/session/roles'

/** The groups of the menu, from the top. A group appears when a duty in it has something for this person. */
export const groups = [
  '首页',
  '信息发布',
  '你点我检',
  '有奖问答',
  '意见征集',
  '推送',
  '咨询与留言',
  '组织与设置',
] as const
export type Group = (typeof groups)[number]

export interface Screen {
  /** The name to navigate by, `<duty>` or `<duty>.<screen>`: unique. */
  name: string
  /** Below /console, without a leading slash: `publications/:id`. */
  path: string
  /** Title of the page, and of its menu entry. */
  title: string
  component: () => Promise<RouteComponent>
  /** Who may see it; everybody when left out. */
  roles?: readonly Role[]
  /** Has an entry in the menu. Left out for what is reached from a list. */
  menu?: boolean
}

export interface Duty {
  group: Group
  /** Place within the group, small first. */
  order?: number
  screens: readonly Screen[]
}

/** What a `duties/<duty>/routes.ts` exports as default. */
export const duty = (d: Duty): Duty => d

declare module 'vue-router' {
  interface RouteMeta {
    title?: string
    roles?: readonly Role[]
    /** To be seen without having signed in. */
    public?: boolean
    /** The menu entry that stands for it. */
    entry?: string
  }
}
