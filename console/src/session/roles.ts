export const roleNames = {
  editor: '拟稿',
  head: '初审',
  office: '复审',
  leader: '终审',
  secrecy: '保密审查',
  auditor: '审计',
  admin: '系统管理',
} as const

export type Role = keyof typeof roleNames

/** For what every member of staff may see. */
export const everyone = Object.keys(roleNames) as Role[]
