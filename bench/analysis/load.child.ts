import { type Load, load } from './load'

/** In a process of its own, so that its memory is that of this load alone. */
const [kind = 'sqlite', comments = '0'] = process.argv.slice(2)
load(kind as 'sqlite' | 'mysql', Number(comments)).then(
  (found: Load) => process.send?.(found, () => process.exit(0)),
  (error: Error) => process.send?.({ failed: error.stack ?? error.message }, () => process.exit(1)),
)
