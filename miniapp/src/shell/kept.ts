/** What stays on this phone; each name is said here once, and "erase me" removes them all. */
const names = {
  token: 'guangting.token',
  visitor: 'guangting.visitor',
  consent: 'guangting.consent',
  reading: 'guangting.reading',
  /** The link of a market stall's tablet: no person's, so it stays when a person leaves. */
  stall: 'guangting.stall',
} as const
const SEEN = 'guangting.seen.'
const DRAFT = 'guangting.draft.'

const read = (name: string): unknown => {
  try {
    return uni.getStorageSync(name) || null
  } catch {
    // A phone that is full, or a browser that forbids it: everything works, nothing is remembered.
    return null
  }
}
const write = (name: string, value: unknown): void => {
  try {
    if (value === null) uni.removeStorageSync(name)
    else uni.setStorageSync(name, value)
  } catch {
    // As above.
  }
}

export const kept = {
  get: <T>(name: keyof typeof names) => read(names[name]) as T | null,
  set: (name: keyof typeof names, value: unknown) => write(names[name], value),
  /** The last answer to a read, shown while there is no network. */
  seen: <T>(name: string) => read(SEEN + name) as T | null,
  see: (name: string, value: unknown) => write(SEEN + name, value),
  /** What somebody had begun to fill in. */
  draft: <T>(name: string) => read(DRAFT + name) as T | null,
  saveDraft: (name: string, value: unknown) => write(DRAFT + name, value),
  /** Everything but how large the letters are: for whoever leaves, and for whoever comes after on the same phone. */
  forgetPerson(): void {
    for (const name of ['token', 'visitor', 'consent'] as const) write(names[name], null)
    for (const key of uni.getStorageInfoSync().keys)
      if (key.startsWith(SEEN) || key.startsWith(DRAFT)) write(key, null)
  },
}
