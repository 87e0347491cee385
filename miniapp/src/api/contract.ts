import type { paths } from './schema'

/** Typed by docs/openapi.json: a path, query, body or reply that the contract does not know does not compile. */
export type Method = 'get' | 'post' | 'put' | 'delete'
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never
}[keyof paths]
type Part<O, K extends 'path' | 'query'> = O extends { parameters: { [_ in K]?: infer X } } ? X : never
export type QueryOf<M extends Method, P extends PathOf<M>> = NonNullable<Part<paths[P][M], 'query'>>
export type BodyOf<M extends Method, P extends PathOf<M>> = paths[P][M] extends {
  requestBody?: { content: infer C }
}
  ? C[keyof C]
  : undefined
type Success = 200 | 201
type JsonOf<R> = R extends { content: { 'application/json': infer J } } ? J : undefined
export type ReplyOf<M extends Method, P extends PathOf<M>> = paths[P][M] extends { responses: infer R }
  ? Success & keyof R extends never
    ? undefined
    : JsonOf<R[Success & keyof R]>
  : never

export interface Input<M extends Method, P extends PathOf<M>> {
  params?: Part<paths[P][M], 'path'>
  query?: QueryOf<M, P>
  body?: BodyOf<M, P>
  /** The same for every try of one intention: whatever came of the first is the answer to the second. */
  idempotencyKey?: string
}

/** Lists of the contract: `{items, nextCursor}`. */
type Listed = { items: readonly unknown[]; nextCursor: string | null }
export type ListPath = { [P in PathOf<'get'>]: ReplyOf<'get', P> extends Listed ? P : never }[PathOf<'get'>]
export type RowOf<P extends ListPath> = ReplyOf<'get', P> extends { items: (infer T)[] } ? T : never
