import { DefaultNamingStrategy } from 'typeorm'

/** `castAt` is the column `cast_at`. */
export class SnakeCase extends DefaultNamingStrategy {
  override columnName(property: string, custom: string | undefined, prefixes: string[]): string {
    return super.columnName(custom ?? property.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), '', prefixes)
  }
}
