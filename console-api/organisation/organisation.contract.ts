import { z } from 'zod'
import { divisionInUse, divisionKinds, ownAccount, roles, usernameTaken } from '../../src/modules/staff'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { id, idParams, instant } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

const admin = { staff: ['admin'] } as const

const division = z
  .strictObject({
    id,
    parentId: id.nullable(),
    name: z.string(),
    kind: z.enum(divisionKinds),
    closed: z.boolean().meta({ description: '已撤销，不再用于新的事项' }),
  })
  .meta({ id: 'Division' })

const account = z
  .strictObject({
    id,
    username: z.string(),
    name: z.string(),
    divisionId: id,
    roles: z.array(z.enum(roles)),
    disabled: z.boolean(),
    locked: z.boolean(),
    otp: z.boolean().meta({ description: '是否开通了动态口令' }),
    createdAt: instant,
  })
  .meta({ id: 'StaffAccount' })

/** Both databases keep names in columns of 100 characters; a family emoji is one 字 and seven of those. */
const COLUMN = 100

const password = z.string('请填写密码').max(1024, '密码太长')

export const listDivisions = endpoint({
  operationId: 'listDivisions',
  method: 'GET',
  path: '/api/staff/divisions',
  tag: '机构与账号',
  summary: '科室、分局、县区局，一棵树，上级在前',
  access: 'staff',
  replies: { 200: z.strictObject({ items: z.array(division) }) },
})

export const createDivision = endpoint({
  operationId: 'createDivision',
  method: 'POST',
  path: '/api/staff/divisions',
  tag: '机构与账号',
  summary: '增加一个科室或单位',
  access: admin,
  body: z.strictObject({
    parentId: id.nullable(),
    name: text({ min: 1, max: 50 }).max(COLUMN, '太长'),
    kind: z.enum(divisionKinds),
  }),
  replies: { 201: division },
})

export const editDivision = endpoint({
  operationId: 'editDivision',
  method: 'PUT',
  path: '/api/staff/divisions/{id}',
  tag: '机构与账号',
  summary: '改名或者调整上级',
  access: admin,
  params: idParams,
  body: z.strictObject({ name: text({ min: 1, max: 50 }).max(COLUMN, '太长'), parentId: id.nullable() }),
  replies: { 200: division },
  problems: [notFound],
})

export const closeDivision = endpoint({
  operationId: 'closeDivision',
  method: 'POST',
  path: '/api/staff/divisions/{id}/closing',
  tag: '机构与账号',
  summary: '撤销一个没有在用账号和下级单位的科室或单位；名称保留在已有的记录里',
  access: admin,
  params: idParams,
  replies: { 200: division },
  problems: [notFound, divisionInUse],
})

export const listStaff = endpoint({
  operationId: 'listStaff',
  method: 'GET',
  path: '/api/staff/accounts',
  tag: '机构与账号',
  summary: '全部账号',
  access: { staff: ['admin', 'auditor'] },
  replies: { 200: z.strictObject({ items: z.array(account) }) },
})

export const createStaff = endpoint({
  operationId: 'createStaff',
  method: 'POST',
  path: '/api/staff/accounts',
  tag: '机构与账号',
  summary: '开设账号，首次登录须改密码',
  access: admin,
  body: z.strictObject({
    username: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9._-]{1,39}$/, '用户名应以字母开头，由 2 到 40 个字母、数字、点、横线组成'),
    name: text({ min: 1, max: 30 }).max(COLUMN, '太长'),
    divisionId: id,
    roles: z.array(z.enum(roles, '没有这个角色')).min(1, '至少选一个角色'),
    password,
  }),
  replies: { 201: account },
  problems: [usernameTaken],
})

export const editStaff = endpoint({
  operationId: 'editStaff',
  method: 'PUT',
  path: '/api/staff/accounts/{id}',
  tag: '机构与账号',
  summary: '修改姓名、科室和角色，其会话随即失效',
  access: admin,
  params: idParams,
  body: z.strictObject({
    name: text({ min: 1, max: 30 }).max(COLUMN, '太长'),
    divisionId: id,
    roles: z.array(z.enum(roles, '没有这个角色')).min(1, '至少选一个角色'),
  }),
  replies: { 200: account },
  problems: [notFound, ownAccount],
})

export const enableStaff = endpoint({
  operationId: 'enableStaff',
  method: 'POST',
  path: '/api/staff/accounts/{id}/enabling',
  tag: '机构与账号',
  summary: '重新启用停用的账号，密码不变',
  access: admin,
  params: idParams,
  replies: { 200: z.strictObject({ id, disabled: z.literal(false) }) },
  problems: [notFound],
})

export const disableStaff = endpoint({
  operationId: 'disableStaff',
  method: 'POST',
  path: '/api/staff/accounts/{id}/disabling',
  tag: '机构与账号',
  summary: '停用账号，其会话立即失效',
  access: admin,
  params: idParams,
  replies: { 200: z.strictObject({ id, disabled: z.literal(true) }) },
  problems: [notFound, ownAccount],
})

export const resetPassword = endpoint({
  operationId: 'resetPassword',
  method: 'PUT',
  path: '/api/staff/accounts/{id}/password',
  tag: '机构与账号',
  summary: '重设密码并解锁',
  access: admin,
  params: idParams,
  body: z.strictObject({ password }),
  replies: { 204: null },
  problems: [notFound],
})
