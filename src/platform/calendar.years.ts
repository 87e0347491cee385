/** A day in Shanghai, YYYY-MM-DD. */
export type Day = string

/**
 * One year of the working calendar. `off`: days off besides ordinary weekends (holidays, also those that
 * fall on a weekend); `work`: weekend days on which offices work (调休). `provisional` until the State
 * Council's yearly notice is out: only the days fixed by law are known then.
 */
export type CalendarYear = {
  year: number
  status: 'final' | 'provisional'
  off: readonly Day[]
  work: readonly Day[]
  source: string
}

const notice = (year: number) => `国务院办公厅关于${year}年部分节假日安排的通知`

/** The MM-DD in the listing as days of the year; other words (the names of the holidays) are skipped. */
const days = (year: number, listing: string): Day[] =>
  (listing.match(/\d\d-\d\d/g) ?? []).map((monthDay) => `${year}-${monthDay}`)

export const years: readonly CalendarYear[] = [
  {
    year: 2024,
    status: 'final',
    off: days(
      2024,
      `元旦 01-01
       春节 02-10 02-11 02-12 02-13 02-14 02-15 02-16 02-17
       清明 04-04 04-05 04-06
       五一 05-01 05-02 05-03 05-04 05-05
       端午 06-10
       中秋 09-15 09-16 09-17
       国庆 10-01 10-02 10-03 10-04 10-05 10-06 10-07`,
    ),
    work: days(2024, '02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12'),
    source: notice(2024),
  },
  {
    year: 2025,
    status: 'final',
    off: days(
      2025,
      `元旦 01-01
       春节 01-28 01-29 01-30 01-31 02-01 02-02 02-03 02-04
       清明 04-04 04-05 04-06
       五一 05-01 05-02 05-03 05-04 05-05
       端午 05-31 06-01 06-02
       国庆、中秋 10-01 10-02 10-03 10-04 10-05 10-06 10-07 10-08`,
    ),
    work: days(2025, '01-26 02-08 04-27 09-28 10-11'),
    source: notice(2025),
  },
  {
    year: 2026,
    status: 'final',
    off: days(
      2026,
      `元旦 01-01 01-02 01-03
       春节 02-15 02-16 02-17 02-18 02-19 02-20 02-21 02-22 02-23
       清明 04-04 04-05 04-06
       五一 05-01 05-02 05-03 05-04 05-05
       端午 06-19 06-20 06-21
       中秋 09-25 09-26 09-27
       国庆 10-01 10-02 10-03 10-04 10-05 10-06 10-07`,
    ),
    work: days(2026, '01-04 02-14 02-28 05-09 09-20 10-10'),
    source: notice(2026),
  },
  {
    year: 2027,
    status: 'provisional',
    off: days(
      2027,
      `元旦 01-01
       春节 02-05 02-06 02-07 02-08
       清明 04-05
       五一 05-01 05-02
       端午 06-09
       中秋 09-15
       国庆 10-01 10-02 10-03`,
    ),
    work: [],
    source: '全国年节及纪念日放假办法（2024年修订），调休安排尚未公布',
  },
]
