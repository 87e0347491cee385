import {
  Column,
  type ColumnOptions,
  PrimaryColumn,
  type PrimaryColumnOptions,
  type ValueTransformer,
} from 'typeorm'

const json: ValueTransformer = {
  to: (value: unknown) => (value === null || value === undefined ? value : JSON.stringify(value)),
  from: (value: string | null) => (value === null || value === undefined ? value : JSON.parse(value)),
}
const number: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: string | number | null) => (value === null || value === undefined ? value : Number(value)),
}
const flag: ValueTransformer = {
  to: (value: unknown) => (typeof value === 'boolean' ? Number(value) : value),
  from: (value: number | null) => (value === null || value === undefined ? value : Number(value) === 1),
}

type Options = Pick<ColumnOptions, 'nullable' | 'name'>
type KeyOptions = Options & { length?: number }

const primary = (kind: PrimaryColumnOptions, options: PrimaryColumnOptions) =>
  PrimaryColumn({ ...kind, ...options })
const column = (kind: ColumnOptions, options: ColumnOptions) => Column({ ...kind, ...options })

/** Entity columns in the kinds of `columns.ts`; every one states its type, as swc and tsx emit no metadata. */
export const Id = () => PrimaryColumn({ type: 'varchar', length: 26 })
export const PrimaryKey = (options: PrimaryColumnOptions = {}) => primary({ type: 'varchar' }, options)
export const PrimaryCount = (options: PrimaryColumnOptions = {}) =>
  primary({ type: 'bigint', transformer: number }, options)
export const Key = (options: KeyOptions = {}) => column({ type: 'varchar' }, options)
export const Text = (options: Options = {}) => column({ type: 'text' }, options)
export const Json = (options: Options = {}) => column({ type: 'text', transformer: json }, options)
export const Instant = (options: Options = {}) => column({ type: 'bigint', transformer: number }, options)
export const Count = (options: Options = {}) => column({ type: 'bigint', transformer: number }, options)
export const Flag = (options: Options = {}) => column({ type: 'integer', transformer: flag }, options)
