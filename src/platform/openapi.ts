import { z } from 'zod'
import { type Access, type Endpoint, isRaw, type ReplySchema } from './contract'
import { statusOf } from './problem'

type Json = Record<string, unknown>

/** The OpenAPI 3.1 document of the served endpoints: nothing in it is written twice. */
export function openApiDocument(endpoints: readonly Endpoint[], serverUrl: string): Json {
  const schemas: Json = {}
  const paths: Record<string, Json> = {}
  for (const endpoint of endpoints) {
    const item = paths[endpoint.path] ?? {}
    item[endpoint.method.toLowerCase()] = operation(endpoint, schemas)
    paths[endpoint.path] = item
  }
  schemas.Problem = problemSchema
  return {
    openapi: '3.1.0',
    info: { title: '广听 Guangting', version: '1', description: '市场监督管理局的发布、征询与回应。' },
    servers: [{ url: serverUrl }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        resident: { type: 'http', scheme: 'bearer' },
        staff: { type: 'apiKey', in: 'cookie', name: '__Host-staff' },
        csrf: { type: 'apiKey', in: 'header', name: 'X-CSRF-Token' },
      },
    },
  }
}

function operation(endpoint: Endpoint, schemas: Json): Json {
  const parameters = [...parametersOf(endpoint.params, 'path'), ...parametersOf(endpoint.query, 'query')]
  if (endpoint.method !== 'GET' && endpoint.access !== 'anyone')
    parameters.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      schema: { type: 'string', maxLength: 255 },
    })
  const content: Json = {}
  if (endpoint.body) content['application/json'] = { schema: hoist(endpoint.body, 'input', schemas) }
  if (endpoint.upload)
    content['multipart/form-data'] = {
      schema: {
        type: 'object',
        required: ['file'],
        properties: { file: { type: 'string', format: 'binary' } },
      },
    }
  return {
    operationId: endpoint.operationId,
    summary: endpoint.summary,
    tags: [endpoint.tag],
    security: securityOf(endpoint.access, endpoint.method !== 'GET'),
    'x-access': endpoint.access,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(Object.keys(content).length > 0
      ? { requestBody: { required: !optionalBody(endpoint), content } }
      : {}),
    responses: { ...repliesOf(endpoint, schemas), ...problemsOf(endpoint) },
  }
}

const optionalBody = (endpoint: Endpoint) => endpoint.body?.safeParse(undefined).success === true

function securityOf(access: Access, write: boolean): Json[] {
  if (access === 'anyone') return []
  if (access === 'guest') return [{}, { resident: [] }]
  if (access === 'resident') return [{ resident: [] }]
  return [write ? { staff: [], csrf: [] } : { staff: [] }]
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return []
  const shape = z.toJSONSchema(schema, { io: 'input' }) as { properties?: Json; required?: string[] }
  return Object.entries(shape.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || (shape.required ?? []).includes(name),
    schema: property,
  }))
}

function repliesOf(endpoint: Endpoint, schemas: Json): Json {
  return Object.fromEntries(
    Object.entries(endpoint.replies).map(([status, schema]) => [
      status,
      { description: describe(schema), ...replyContent(schema, schemas) },
    ]),
  )
}

const describe = (schema: ReplySchema) =>
  schema === null ? '完成，无内容' : isRaw(schema) ? schema.description : '完成'

function replyContent(schema: ReplySchema, schemas: Json): Json {
  if (schema === null) return {}
  if (isRaw(schema)) return { content: { [schema.contentType]: { schema: { type: 'string' } } } }
  return { content: { 'application/json': { schema: hoist(schema, 'output', schemas) } } }
}

function problemsOf(endpoint: Endpoint): Json {
  const byStatus = new Map<number, string[]>()
  for (const p of endpoint.problems ?? []) {
    const status = statusOf[p.kind]
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${p.code}\` ${p.sentence}`])
  }
  const entries = [...byStatus].map(([status, lines]) => [
    status,
    {
      description: lines.join('；'),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ])
  const fallback = {
    description: '其他拒绝',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
  return { ...Object.fromEntries(entries), default: fallback }
}

/** Named schemas come back as `$defs`: they move to `components/schemas`, where clients make types of them. */
function hoist(schema: z.ZodType, io: 'input' | 'output', schemas: Json): Json {
  const made = z.toJSONSchema(schema, { io }) as Json
  const text = JSON.stringify(made).replaceAll('#/$defs/', '#/components/schemas/')
  const { $defs, $schema: _dialect, id: rootName, ...own } = JSON.parse(text) as Json
  for (const [name, definition] of Object.entries(($defs ?? {}) as Json))
    schemas[name] = withoutId(definition as Json)
  if (typeof rootName !== 'string') return own
  schemas[rootName] = own
  return { $ref: `#/components/schemas/${rootName}` }
}

function withoutId({ id: _id, ...rest }: Json): Json {
  return rest
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
}
