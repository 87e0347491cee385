import {
  type Day,
  shanghaiDay,
  startOfShanghaiDay,
  UnknownYear,
  type WorkingCalendar,
} from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import { readTallies, todaySubject } from '../../platform/db/tally'
import { quoted } from '../../platform/text'
import type { BureauCalendar, Settings } from '../bureau'
import { type PublicationKind, publicationKinds } from '../publications'
import { columnFreshness, dailyFreshness, type Freshness } from './home.rules'

export const openKinds = ['poll', 'quiz', 'consultation'] as const

export interface OpenItem {
  kind: (typeof openKinds)[number]
  id: string
  title: string
  closesAt: number
  /** Ballots, papers begun, comments. */
  count: number
}

export const homeChannels = ['pages', 'wechat_oa', ...publicationKinds] as const

export interface ChannelState extends Freshness {
  channel: (typeof homeChannels)[number]
  lastPublishedAt: number | null
}

export const failureKinds = ['job', 'campaign_paused', 'report_overdue'] as const

export interface Failure {
  at: number
  kind: (typeof failureKinds)[number]
  title: string
  reference: string
}

export const alarmKinds = ['poll_without_results'] as const

const OPEN_AT_MOST = 50
const FAILURES_AT_MOST = 10

/** The numbers at the top of the console: counters and newest rows, nothing is counted for it. */
export class HomeReads {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendar: BureauCalendar,
    private readonly settings: Settings,
  ) {}

  async today(): Promise<{ ballots: number; attempts: number; comments: number; enquiries: number }> {
    const now = this.clock.now()
    const day = shanghaiDay(now)
    const counters = await readTallies(this.database.reads, todaySubject(now))
    const [ballots] = await this.database.select(
      `SELECT COALESCE(SUM(t.votes), 0) AS votes FROM polls p JOIN tallies t ON t.subject = p.id AND t.item = ?
       WHERE p.closes_at >= ?`,
      [`day:${day}`, startOfShanghaiDay(day)],
    )
    const of = (item: string) => counters.get(item) ?? 0
    return {
      ballots: Number(ballots?.votes ?? 0),
      attempts: of('attempts'),
      comments: of('comments'),
      enquiries: of('enquiries'),
    }
  }

  /** Whatever takes something now, the first to close first. */
  async open(): Promise<OpenItem[]> {
    const now = this.clock.now()
    const of = (kind: OpenItem['kind'], table: string, item: string) =>
      `SELECT '${kind}' AS kind, w.id, w.title, w.closes_at, COALESCE(t.votes, 0) AS votes FROM ${table} w
       LEFT JOIN tallies t ON t.subject = w.id AND t.item = '${item}'
       WHERE w.closes_at > ? AND w.opens_at <= ? AND w.opened_at IS NOT NULL AND w.frozen_at IS NULL`
    const sql = [
      of('poll', 'polls', 'ballots'),
      of('quiz', 'quizzes', 'attempts'),
      of('consultation', 'consultations', 'comments'),
    ].join(' UNION ALL ')
    const rows = await this.database.select(`${sql} ORDER BY closes_at LIMIT ${OPEN_AT_MOST}`, [
      now,
      now,
      now,
      now,
      now,
      now,
    ])
    return rows.map((row) => ({
      kind: row.kind as OpenItem['kind'],
      id: String(row.id),
      title: String(row.title),
      closesAt: Number(row.closes_at),
      count: Number(row.votes),
    }))
  }

  /** 更新频率, of every place where something is to appear. */
  async channels(): Promise<ChannelState[]> {
    const now = this.clock.now()
    const works = worksBy(await this.calendar.current())
    const { columnDays } = await this.settings.current()
    const newest = await Promise.all(publicationKinds.map((kind) => this.newest(kind)))
    const pages = newest.reduce((a, b) => ((b ?? 0) > (a ?? 0) ? b : a), null)
    const wechat = await this.newestPush()
    return [
      { channel: 'pages', lastPublishedAt: pages, ...dailyFreshness(pages, now, works) },
      { channel: 'wechat_oa', lastPublishedAt: wechat, ...dailyFreshness(wechat, now, works) },
      ...publicationKinds.map((channel, i) => {
        const lastPublishedAt = newest[i] ?? null
        return { channel, lastPublishedAt, ...columnFreshness(lastPublishedAt, now, columnDays[channel]) }
      }),
    ]
  }

  /** Jobs given up, campaigns somebody stopped and reports that are late, newest first. */
  async failures(): Promise<Failure[]> {
    const jobs = await this.database.select(
      `SELECT id, name, done_at FROM jobs WHERE state = 'failed' ORDER BY done_at DESC LIMIT ${FAILURES_AT_MOST}`,
      [],
    )
    const paused = await this.database.select(
      `SELECT id, title, created_at FROM campaigns WHERE state = 'paused' ORDER BY id DESC LIMIT ${FAILURES_AT_MOST}`,
      [],
    )
    const overdue = await this.database.select(
      `SELECT id, title, overdue_noted_at FROM consultations
       WHERE overdue_noted_at IS NOT NULL AND reported_at IS NULL ORDER BY overdue_noted_at DESC LIMIT ${FAILURES_AT_MOST}`,
      [],
    )
    const failures: Failure[] = [
      ...overdue.map((row) => ({
        at: Number(row.overdue_noted_at),
        kind: 'report_overdue' as const,
        title: `${quoted(String(row.title))}结束已超过 30 日，还没有公布采纳情况`,
        reference: String(row.id),
      })),
      ...jobs.map((row) => ({
        at: Number(row.done_at),
        kind: 'job' as const,
        title: `后台任务“${row.name}”多次未能完成`,
        reference: String(row.id),
      })),
      ...paused.map((row) => ({
        at: Number(row.created_at),
        kind: 'campaign_paused' as const,
        title: `推送${quoted(String(row.title))}已暂停`,
        reference: String(row.id),
      })),
    ]
    return failures.sort((a, b) => b.at - a.at).slice(0, FAILURES_AT_MOST)
  }

  private async newest(kind: PublicationKind): Promise<number | null> {
    const [row] = await this.database.select(
      'SELECT published_at FROM publications WHERE kind = ? AND published_at IS NOT NULL ORDER BY published_at DESC LIMIT 1',
      [kind],
    )
    return row ? Number(row.published_at) : null
  }

  private async newestPush(): Promise<number | null> {
    const [row] = await this.database.select(
      `SELECT started_at FROM campaigns WHERE started_at IS NOT NULL AND channels LIKE '%"wechat_oa"%' ORDER BY id DESC LIMIT 1`,
      [],
    )
    return row ? Number(row.started_at) : null
  }
}

/** Of a year that nobody has entered only the weekends are known. */
const worksBy =
  (calendar: WorkingCalendar) =>
  (day: Day): boolean => {
    try {
      return calendar.isWorkingDay(day).working
    } catch (error) {
      if (!(error instanceof UnknownYear)) throw error
      const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
      return weekday !== 0 && weekday !== 6
    }
  }
