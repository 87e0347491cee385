import type { ReplyOf } from '@/kit/client'
import type { Role } from '@/session/roles'

export type Division = ReplyOf<'get', '/api/staff/divisions'>['items'][number]
export type Account = ReplyOf<'get', '/api/staff/accounts'>['items'][number]
export type SessionItem = ReplyOf<'get', '/api/staff/sessions'>['items'][number]

export const kindNames: Record<Division['kind'], string> = {
  bureau: '市局',
  section: '科室',
  branch: '分局',
  county: '县区局',
  affiliated: '直属单位',
}

/** What a role may do, for whoever hands it out. */
export const roleWork: Record<Role, string> = {
  editor: '起草信息、投票、问答和征求意见',
  head: '科室负责人，初审',
  office: '办公室，复审、发布、推送',
  leader: '分管领导，终审、发布、推送',
  secrecy: '保密审查',
  auditor: '查看账号和台账',
  admin: '机构、账号、设置',
}

export interface Node extends Division {
  depth: number
  children: Node[]
}

/**
 * @returns the tree in the order of reading, each under its parent; whatever hangs under nothing known stands at the
 *   top, so that no division is ever lost from sight
 */
export function treeOf(items: readonly Division[]): Node[] {
  const nodes = new Map(items.map((d) => [d.id, { ...d, depth: 0, children: [] as Node[] }]))
  const roots: Node[] = []
  for (const node of nodes.values()) {
    const parent = node.parentId === null ? undefined : nodes.get(node.parentId)
    if (parent) parent.children.push(node)
    else roots.push(node)
  }
  const deepen = (node: Node, depth: number): void => {
    node.depth = depth
    for (const child of node.children) deepen(child, depth + 1)
  }
  for (const root of roots) deepen(root, 0)
  return roots
}

export const flat = (nodes: readonly Node[]): Node[] => nodes.flatMap((n) => [n, ...flat(n.children)])

/** Under what a division may be moved: not itself and nothing under it, and nothing that was closed. */
export function possibleParents(items: readonly Division[], id?: string): Node[] {
  const all = flat(treeOf(items))
  const self = all.find((n) => n.id === id)
  const below = new Set(self ? flat([self]).map((n) => n.id) : [])
  return all.filter((n) => !n.closed && !below.has(n.id))
}

/** 　for each level, so that a list in a select reads as a tree. */
export const indented = (node: Node): string => `${'　'.repeat(node.depth)}${node.name}`

/**
 * A first password that can be read out: four groups without letters and figures that look alike. It must be changed at
 * the first sign-in.
 */
export function firstPassword(random: (n: number) => Uint8Array = randomBytes): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
  // Of 256 values the first 248 fall evenly on 31 characters.
  const even: number[] = []
  while (even.length < 16) even.push(...[...random(32)].filter((b) => b < 248))
  const text = even
    .slice(0, 16)
    .map((b) => letters[b % letters.length])
    .join('')
  return (text.match(/.{4}/g) ?? []).join('-')
}
const randomBytes = (n: number) => crypto.getRandomValues(new Uint8Array(n))
