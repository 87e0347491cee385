/** As much of JSON Schema 2020-12 as zod writes. */
export type Schema = {
  $ref?: string
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  propertyNames?: Schema
  items?: Schema
  minItems?: number
  maxItems?: number
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  pattern?: string
  format?: string
  default?: unknown
  description?: string
}
export type Schemas = Record<string, Schema>

export function resolve(schema: Schema, schemas: Schemas): Schema {
  if (!schema.$ref) return schema
  const name = schema.$ref.replace('#/components/schemas/', '')
  const found = schemas[name]
  if (!found) throw new Error(`No schema ${schema.$ref}`)
  return resolve(found, schemas)
}

const typeOf = (value: unknown) =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : (typeof value as string)

/** What is wrong with a value; undeclared members of an object are wrong unless its schema says otherwise. */
export function schemaFaults(given: Schema, value: unknown, schemas: Schemas, at = '$'): string[] {
  const schema = resolve(given, schemas)
  const again = (s: Schema, v: unknown, where: string) => schemaFaults(s, v, schemas, where)
  for (const [word, wanted] of [
    ['anyOf', schema.anyOf],
    ['oneOf', schema.oneOf],
  ] as const)
    if (wanted && !wanted.some((s) => again(s, value, at).length === 0)) return [`${at}: fits no ${word}`]
  const faults: string[] = (schema.allOf ?? []).flatMap((s) => again(s, value, at))
  if ('const' in schema && value !== schema.const) faults.push(`${at}: is not ${String(schema.const)}`)
  if (schema.enum && !schema.enum.includes(value))
    faults.push(`${at}: ${String(value)} is not one of the enum`)
  const types = schema.type === undefined ? [] : [schema.type].flat()
  const type = typeOf(value)
  if (
    types.length > 0 &&
    !types.includes(type) &&
    !(types.includes('integer') && Number.isSafeInteger(value))
  )
    return [...faults, `${at}: is ${type}, not ${types.join('|')}`]
  if (typeof value === 'string') faults.push(...textFaults(schema, value, at))
  if (Array.isArray(value)) {
    const { items } = schema
    if (items) faults.push(...value.flatMap((v, i) => again(items, v, `${at}[${i}]`)))
  } else if (type === 'object') faults.push(...objectFaults(schema, value as object, schemas, at))
  return faults
}

function textFaults(schema: Schema, value: string, at: string): string[] {
  const faults: string[] = []
  if (schema.maxLength !== undefined && value.length > schema.maxLength) faults.push(`${at}: too long`)
  if (schema.minLength !== undefined && value.length < schema.minLength) faults.push(`${at}: too short`)
  if (schema.pattern && !new RegExp(schema.pattern, 'u').test(value)) faults.push(`${at}: off pattern`)
  return faults
}

function objectFaults(schema: Schema, value: object, schemas: Schemas, at: string): string[] {
  const { properties = {}, required = [], additionalProperties } = schema
  const faults = required.filter((k) => !Object.hasOwn(value, k)).map((k) => `${at}.${k}: is missing`)
  for (const [key, member] of Object.entries(value)) {
    const declared = Object.hasOwn(properties, key) ? properties[key] : undefined
    if (declared) faults.push(...schemaFaults(declared, member, schemas, `${at}.${key}`))
    else if (typeof additionalProperties === 'object')
      faults.push(...schemaFaults(additionalProperties, member, schemas, `${at}.${key}`))
    else if (additionalProperties !== true && schema.type === 'object')
      faults.push(`${at}.${key}: is undeclared`)
  }
  return faults
}

/** A small value that fits, or nearly: rules of a service may ask for more. @param time RFC 3339, for instants */
export function exampleOf(given: Schema, schemas: Schemas, time: string): unknown {
  const schema = resolve(given, schemas)
  if ('const' in schema) return schema.const
  if (schema.default !== undefined) return schema.default
  if (schema.enum) return schema.enum[0]
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0] ?? schema.allOf?.[0]
  if (choice) return exampleOf(choice, schemas, time)
  switch ([schema.type].flat()[0]) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((key) => [key, exampleOf(schema.properties?.[key] ?? {}, schemas, time)]),
      )
    case 'array':
      return Array.from({ length: Math.max(schema.minItems ?? 0, 1) }, () =>
        exampleOf(schema.items ?? {}, schemas, time),
      )
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, 1)
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return exampleText(schema, time)
  }
}

function exampleText(schema: Schema, time: string): string {
  if (schema.format === 'date-time') return time
  if (schema.format === 'date') return time.slice(0, 10)
  if (schema.format === 'uri') return 'https://example.com/'
  const least = Math.max(
    schema.minLength ?? 0,
    Number(/(\d+)–\d+ 个字/.exec(schema.description ?? '')?.[1] ?? 0),
  )
  const digits = schema.pattern?.startsWith('^1') ? '13800001111' : ''
  return digits || 'sample'.padEnd(least, 'x')
}
