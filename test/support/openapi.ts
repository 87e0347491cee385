import type { HttpClient, HttpReply } from './http'
import { exampleOf, type Schema, type Schemas, schemaFaults } from './json-schema'

export type Access = 'anyone' | 'resident' | 'guest' | 'staff' | { staff: string[] }

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  schema: Schema
}

interface Content {
  content?: Record<string, { schema: Schema }>
}

export interface Operation {
  operationId: string
  method: string
  path: string
  access: Access
  parameters: Parameter[]
  body?: Schema
  upload: boolean
  responses: Record<string, Content>
}

export interface Document {
  operations: Operation[]
  schemas: Schemas
}

/** GET /openapi.json, as the tests that go over every operation read it: they know no operation by name. */
export async function readDocument(client: HttpClient): Promise<Document> {
  const { json } = await client('GET', '/openapi.json')
  const operations = Object.entries(json.paths as Record<string, Record<string, Operation>>).flatMap(
    ([path, item]) =>
      Object.entries(item).map(([method, raw]): Operation => {
        const { requestBody, ...o } = raw as Operation & { requestBody?: Content; 'x-access': Access }
        return {
          operationId: o.operationId,
          method: method.toUpperCase(),
          path,
          access: o['x-access'],
          parameters: o.parameters ?? [],
          body: requestBody?.content?.['application/json']?.schema,
          upload: requestBody?.content?.['multipart/form-data'] !== undefined,
          responses: o.responses,
        }
      }),
  )
  return { operations, schemas: json.components.schemas }
}

export const isStaffs = ({ access }: Operation) => access === 'staff' || typeof access === 'object'
export const isWrite = ({ method }: Operation) => method !== 'GET'

/** The path with every parameter filled in. */
export function pathOf(operation: Operation, value: string | ((name: string) => string) = 'nothing'): string {
  return operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(typeof value === 'string' ? value : value(name)),
  )
}

/** A body that its schema takes. @param time RFC 3339, for instants */
export function bodyOf({ body }: Operation, { schemas }: Document, time: string): unknown {
  return body ? exampleOf(body, schemas, time) : undefined
}

export function operationAt({ operations }: Document, method: string, url: string): Operation | undefined {
  const path = url.split('?')[0] ?? ''
  const fits = (o: Operation) => new RegExp(`^${o.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path)
  const candidates = operations.filter((o) => o.method === method && fits(o))
  return candidates.find((o) => !o.path.includes('{')) ?? candidates[0]
}

const securityHeaders: [string, RegExp][] = [
  ['x-request-id', /^[0-9a-f-]{36}$/],
  ['x-content-type-options', /^nosniff$/],
  ['content-security-policy', /default-src 'none'(?!.*unsafe)/],
  ['referrer-policy', /^no-referrer$/],
  ['x-frame-options', /^DENY$/],
  ['cross-origin-resource-policy', /^same-origin$/],
  ['cache-control', /no-store|max-age|private/],
]

/** What a reply does that its contract does not say: undeclared status, field, type or missing header. */
export function replyFaults(document: Document, method: string, url: string, reply: HttpReply): string[] {
  const name = `${method} ${url} → ${reply.status}`
  const faults = securityHeaders
    .filter(([header, value]) => !value.test(reply.headers.get(header) ?? ''))
    .map(([header]) => `${name}: header ${header} is ${reply.headers.get(header)}`)
  if (reply.headers.get('x-powered-by') !== null || reply.headers.get('server') !== null)
    faults.push(`${name}: names its software`)
  const type = reply.headers.get('content-type') ?? ''
  if (method === 'HEAD') return reply.text === '' ? faults : [...faults, `${name}: HEAD has a body`]
  if (type.includes('application/problem+json')) {
    const problem = document.schemas.Problem as Schema
    // Further members of a problem are declared by its code, not by the schema.
    const { properties = {} } = problem
    const known = Object.fromEntries(Object.entries(reply.json).filter(([k]) => k in properties))
    faults.push(...schemaFaults(problem, known, document.schemas, name))
    if (reply.json.status !== reply.status) faults.push(`${name}: problem says ${reply.json.status}`)
    if (!/[\u4e00-\u9fff]/.test(reply.json.detail)) faults.push(`${name}: detail is not Chinese`)
    return faults
  }
  const operation = operationAt(document, method, url)
  if (!operation) return faults
  const declared = operation.responses[String(reply.status)]
  if (!declared) return [...faults, `${name}: ${operation.operationId} does not declare it`]
  const schema = declared.content?.['application/json']?.schema
  if (schema) return [...faults, ...schemaFaults(schema, reply.json, document.schemas, name)]
  if (!declared.content && reply.text !== '') faults.push(`${name}: should have no body`)
  return faults
}

/** A client that notes every reply which is not as the contract says. */
export function checking(document: Document, client: HttpClient, faults: string[]): HttpClient {
  return async (method, path, body, headers) => {
    const reply = await client(method, path, body, headers)
    faults.push(...replyFaults(document, method, path, reply))
    return reply
  }
}
