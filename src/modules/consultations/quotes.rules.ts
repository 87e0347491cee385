import { maskPersonal } from '../../platform/text'

/** Stands where words were left out of a quote. */
export const ELISION = '……'

/**
 * What is wrong with a quote, or null. Nothing may be put into a writer's mouth: a quote is what he wrote, personal
 * data masked, in its order, with ……where parts were left out, and then with a reason.
 */
export function quoteFault(
  original: string,
  quote: string,
  redaction: string | null,
): 'words' | 'reason' | null {
  const whole = maskPersonal(original)
  const parts = quote.split(ELISION)
  if (parts.every((part) => part.trim() === '')) return 'words'
  let at = 0
  for (const part of parts) {
    const wanted = part.trim()
    const found = whole.indexOf(wanted, at)
    if (found < 0) return 'words'
    at = found + wanted.length
  }
  return quote !== whole && redaction === null ? 'reason' : null
}
