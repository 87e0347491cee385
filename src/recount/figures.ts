/** Numbers by what they count: `ballots`, `option:q1o1`, `comments`. */
export type Figures = ReadonlyMap<string, number>

/** One place where numbers are kept or shown. */
export interface Told {
  source: string
  figures: Figures
  /** Read while more may have come in: between these two readings of the counters. */
  between?: readonly [before: Figures, after: Figures]
}

export interface Difference {
  subject: string
  source: string
  item: string
  counted: number
  told: number
}

/**
 * Compares every place with what was counted. A place is asked only for what it shows; what was counted and is shown
 * nowhere in it is no difference, except where it claims to show all.
 */
export function differences(subject: string, counted: Figures, places: readonly Told[]): Difference[] {
  return places.flatMap(({ source, figures, between }) =>
    [...figures].flatMap(([item, told]) => {
      const [least, most] = between
        ? [between[0].get(item) ?? 0, between[1].get(item) ?? 0]
        : [counted.get(item) ?? 0, counted.get(item) ?? 0]
      return told >= least && told <= most
        ? []
        : [{ subject, source, item, counted: counted.get(item) ?? 0, told }]
    }),
  )
}

/** Also what was counted and the place has left out. */
export function complete(source: string, counted: Figures, figures: Figures): Told {
  return { source, figures: new Map([...[...counted.keys()].map((k) => [k, 0] as const), ...figures]) }
}

export function figuresOf({
  ballots,
  options,
}: {
  ballots: number
  options: Record<string, number>
}): Figures {
  return new Map([
    ['ballots', ballots],
    ...Object.entries(options).map(([id, n]): [string, number] => [`option:${id}`, n]),
  ])
}
