import type { Day } from '../../platform/calendar'
import { addCalendarDays, shanghaiDay } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import type { Database, Param, Row } from '../../platform/db/database'
import { reportDueOn } from '../consultations'
import type { WaitingReviews } from '../reviews'
import type { StaffActor } from '../staff'

export const waitingKinds = [
  'publication_sign_off',
  'publication_returned',
  'publication_cleared',
  'enquiry_unassigned',
  'enquiry',
  'poll_opening',
  'quiz_opening',
  'quiz_draw',
  'draw_witness',
  'consultation_opening',
  'poll_follow_up',
  'consultation_answering',
  'consultation_assignment',
  'sampling_plan',
  'sampling_draw',
  'sampling_results',
  'report_sign_off',
  'report_returned',
  'report_cleared',
  'held_text',
  'delivery_unknown',
] as const
export type WaitingKind = (typeof waitingKinds)[number]

export interface WaitingItem {
  kind: WaitingKind
  /** Of the publication, enquiry, poll, …; of the campaign for deliveries. */
  id: string
  title: string
  since: number
  dueOn?: Day
}

/** Of each kind: a page that shows more helps nobody, and the lists themselves go on. */
const MOST = 30
/** Days within which what was asked is answered in public: functions.md 95; of consultations see `reportDueOn`. */
const FOLLOW_UP_DAYS = 60

/** What goes on only when this person does something. */
export class HomeWaiting {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly reviews: WaitingReviews,
  ) {}

  /** What is due first, then what has waited longest. */
  async list(actor: StaffActor): Promise<WaitingItem[]> {
    const holds = (...roles: string[]) => roles.some((role) => actor.roles.includes(role))
    const opens = holds('office', 'leader')
    const found = await Promise.all([
      this.signOffs(actor),
      holds('editor') ? this.returned(actor) : [],
      opens ? this.cleared() : [],
      holds('editor') ? this.reports('report_returned', 'returned') : [],
      opens ? this.reports('report_cleared', 'cleared') : [],
      holds('head', 'office', 'leader') ? this.unassigned() : [],
      holds('editor', 'head', 'office', 'leader') ? this.assigned(actor) : [],
      holds('editor', 'head', 'office', 'leader') ? this.assignments(actor) : [],
      opens ? this.openings(actor) : [],
      opens ? this.draws(actor) : [],
      this.witnessing(actor),
      holds('editor', 'office', 'leader') ? this.ended() : [],
      opens ? this.samplingPlans(actor) : [],
      holds('head', 'office', 'leader') ? this.samplingDraws() : [],
      holds('editor') ? this.samplingResults() : [],
      holds('head', 'office', 'leader') ? this.heldTexts() : [],
      opens ? this.unknownDeliveries() : [],
    ])
    return found.flat().sort(byUrgency)
  }

  private async signOffs(actor: StaffActor): Promise<WaitingItem[]> {
    const sheets = await this.reviews.waitingFor(actor)
    const of = (subjectType: string, kind: WaitingKind) =>
      sheets
        .filter((s) => s.subjectType === subjectType)
        .slice(0, MOST)
        .map((s) => ({ kind, id: s.subjectId, title: s.title, since: s.since }))
    return [...of('publication', 'publication_sign_off'), ...of('adoption_report', 'report_sign_off')]
  }

  /** Reports that their reviews have sent back, or let through: by the sheet that has not gone out yet. */
  private reports(kind: WaitingKind, state: 'returned' | 'cleared'): Promise<WaitingItem[]> {
    return this.items(
      kind,
      `SELECT c.id, c.title, r.ended_at AS since FROM review_sheets s
       JOIN review_rounds r ON r.sheet_id = s.id AND r.round = s.round
       JOIN consultations c ON c.id = s.subject_id
       WHERE s.subject_type = 'adoption_report' AND s.released_at IS NULL AND s.state = ?`,
      [state],
    )
  }

  private returned({ id }: StaffActor): Promise<WaitingItem[]> {
    return this.items(
      'publication_returned',
      "SELECT id, title, updated_at AS since FROM publications WHERE state = 'returned' AND author_id = ?",
      [id],
    )
  }

  private cleared(): Promise<WaitingItem[]> {
    return this.items(
      'publication_cleared',
      "SELECT id, title, updated_at AS since FROM publications WHERE state = 'cleared'",
      [],
    )
  }

  /** By their numbers: the questions themselves are sealed. */
  private unassigned(): Promise<WaitingItem[]> {
    return this.items(
      'enquiry_unassigned',
      "SELECT id, number AS title, received_at AS since, due_on FROM enquiries WHERE state = 'open'",
      [],
    )
  }

  private assigned({ divisionId }: StaffActor): Promise<WaitingItem[]> {
    return this.items(
      'enquiry',
      `SELECT id, number AS title, assigned_at AS since, due_on FROM enquiries
       WHERE state = 'assigned' AND division_id = ?`,
      [divisionId],
    )
  }

  /** Answers that this person's division was asked to draft: one item a consultation, with the next day due. */
  private assignments({ divisionId }: StaffActor): Promise<WaitingItem[]> {
    return this.items(
      'consultation_assignment',
      `SELECT c.id, c.title, MIN(a.assigned_at) AS since, MIN(a.due_on) AS due_on FROM answer_assignments a
       JOIN consultations c ON c.id = a.consultation_id AND c.reported_at IS NULL
       JOIN tallies t ON t.subject = a.id AND t.item = 'comments'
       LEFT JOIN tallies d ON d.subject = a.id AND d.item = 'answered'
       WHERE a.division_id = ? AND t.votes > COALESCE(d.votes, 0) GROUP BY c.id, c.title`,
      [divisionId],
    )
  }

  private async openings({ id }: StaffActor): Promise<WaitingItem[]> {
    const now = this.clock.now()
    const drafts = (table: string) =>
      `SELECT id, title, created_at AS since FROM ${table}
       WHERE opened_at IS NULL AND closes_at > ? AND author_id <> ?`
    // Who handed in the draft that stands does not open it either.
    const foreignDraft = `EXISTS (SELECT 1 FROM drafts d WHERE d.consultation_id = consultations.id AND d.author_id <> ?
      AND d.version = (SELECT MAX(version) FROM drafts l WHERE l.consultation_id = consultations.id))`
    const found = await Promise.all([
      this.items('poll_opening', drafts('polls'), [now, id]),
      this.items('quiz_opening', drafts('quizzes'), [now, id]),
      this.items('consultation_opening', `${drafts('consultations')} AND ${foreignDraft}`, [now, id, id]),
    ])
    return found.flat()
  }

  /** Prizes that nobody has drawn yet, for those who did not write the quiz. */
  private async draws({ id }: StaffActor): Promise<WaitingItem[]> {
    const rows = await this.database.select(
      `SELECT q.id, q.title, d.closed_at AS since, d.reveal_until AS until FROM draws d JOIN quizzes q ON q.id = d.quiz_id
       WHERE d.closed_at IS NOT NULL AND d.drawn_at IS NULL AND d.void_at IS NULL AND q.author_id <> ?
       ORDER BY since LIMIT ${MOST}`,
      [id],
    )
    return rows.map((row) => ({ ...itemOf('quiz_draw', row), dueOn: shanghaiDay(Number(row.until) - 1) }))
  }

  /** A witness's promise before the opening, and his share after the end. */
  private async witnessing({ id }: StaffActor): Promise<WaitingItem[]> {
    const promises = await this.items(
      'draw_witness',
      `SELECT q.id, q.title, q.created_at AS since FROM draw_shares s JOIN quizzes q ON q.id = s.quiz_id
       WHERE s.staff_id = ? AND s.commitment IS NULL AND q.opened_at IS NULL AND q.closes_at > ?`,
      [id, this.clock.now()],
    )
    const shares = await this.items(
      'draw_witness',
      `SELECT q.id, q.title, d.closed_at AS since FROM draw_shares s JOIN quizzes q ON q.id = s.quiz_id
       JOIN draws d ON d.quiz_id = s.quiz_id
       WHERE s.staff_id = ? AND s.share IS NULL AND d.closed_at IS NOT NULL AND d.drawn_at IS NULL AND d.void_at IS NULL`,
      [id],
    )
    return [...promises, ...shares]
  }

  /** Votes whose results nobody has told, and consultations whose report is not out. */
  private async ended(): Promise<WaitingItem[]> {
    const now = this.clock.now()
    const due = (days: number) => (item: WaitingItem) => ({
      ...item,
      dueOn: addCalendarDays(shanghaiDay(item.since), days),
    })
    const polls = await this.items(
      'poll_follow_up',
      `SELECT id, title, closes_at AS since FROM polls
       WHERE opened_at IS NOT NULL AND closes_at <= ? AND \`loop\` NOT LIKE '%"results"%'`,
      [now],
    )
    const consultations = await this.items(
      'consultation_answering',
      `SELECT id, title, closes_at AS since FROM consultations
       WHERE opened_at IS NOT NULL AND closes_at <= ? AND reported_at IS NULL`,
      [now],
    )
    return [
      ...polls.map(due(FOLLOW_UP_DAYS)),
      ...consultations.map((item) => ({ ...item, dueOn: reportDueOn(item.since) })),
    ]
  }

  /** Whoever has written in a plan does not approve it. */
  private samplingPlans({ id }: StaffActor): Promise<WaitingItem[]> {
    return this.items(
      'sampling_plan',
      `SELECT id, title, updated_at AS since FROM sampling_plans
       WHERE approved_at IS NULL AND contributor_ids NOT LIKE ?`,
      [`%"${id}"%`],
    )
  }

  private samplingDraws(): Promise<WaitingItem[]> {
    return this.items(
      'sampling_draw',
      'SELECT id, title, approved_at AS since FROM sampling_plans WHERE approved_at IS NOT NULL AND drawn_at IS NULL',
      [],
    )
  }

  /** Every batch has its result, and nobody has written it up. */
  private samplingResults(): Promise<WaitingItem[]> {
    return this.items(
      'sampling_results',
      `SELECT id, title, updated_at AS since FROM sampling_plans
       WHERE drawn_at IS NOT NULL AND results_publication_id IS NULL AND NOT EXISTS
         (SELECT 1 FROM sampling_batches b WHERE b.plan_id = sampling_plans.id AND b.state = 'drawn')`,
      [],
    )
  }

  private heldTexts(): Promise<WaitingItem[]> {
    return this.items(
      'held_text',
      `SELECT id, CASE subject_type WHEN 'comment' THEN '待核看的意见' ELSE '待核看的投票留言' END AS title,
       written_at AS since FROM content_checks WHERE state = 'held'`,
      [],
    )
  }

  private unknownDeliveries(): Promise<WaitingItem[]> {
    return this.items(
      'delivery_unknown',
      `SELECT c.id, c.title, c.created_at AS since FROM campaigns c
       JOIN tallies t ON t.subject = c.id AND t.item = 'state:unknown' WHERE t.votes > 0 AND EXISTS
         (SELECT 1 FROM deliveries d WHERE d.campaign_id = c.id AND d.state = 'unknown' AND d.lease_until <= ?)`,
      [this.clock.now()],
    )
  }

  /** The oldest ones of a kind. */
  private async items(kind: WaitingKind, sql: string, params: Param[]): Promise<WaitingItem[]> {
    const rows = await this.database.select(`${sql} ORDER BY since LIMIT ${MOST}`, params)
    return rows.map((row) => itemOf(kind, row))
  }
}

function itemOf(kind: WaitingKind, row: Row): WaitingItem {
  const item = { kind, id: String(row.id), title: String(row.title), since: Number(row.since) }
  return row.due_on ? { ...item, dueOn: String(row.due_on) } : item
}

const LAST = '9999-12-31'

function byUrgency(a: WaitingItem, b: WaitingItem): number {
  const [x, y] = [a.dueOn ?? LAST, b.dueOn ?? LAST]
  return x < y ? -1 : x > y ? 1 : a.since - b.since
}
