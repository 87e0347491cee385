import type { Draft } from './publications.draft'

/** The office's contact is nearly always that of last time: remembered on this machine, by division. */
const keyOf = (divisionId: string) => `guangting-contact-${divisionId}`

export function rememberedContact(divisionId: string): Partial<Draft['contact']> {
  try {
    const told = JSON.parse(localStorage.getItem(keyOf(divisionId)) ?? '{}') as Record<string, unknown>
    const text = (name: string) => (typeof told[name] === 'string' ? (told[name] as string) : '')
    return { division: text('division'), phone: text('phone'), hours: text('hours') }
  } catch {
    return {}
  }
}

export const rememberContact = (divisionId: string, contact: Draft['contact']): void =>
  localStorage.setItem(keyOf(divisionId), JSON.stringify(contact))
