import { type EntityManager, IsNull } from 'typeorm'
import { formatDay, formatShanghai, shanghaiDay } from '../../platform/calendar'
import type { Database } from '../../platform/db/database'
import { fitField } from '../../platform/wechat/fields'
import {
  type Level,
  type Message,
  type Purpose,
  purposes,
  type SubjectKind,
  type TemplateKind,
} from './push.entities'
import type { Askable } from './push.grants.rules'
import {
  type FieldContent,
  isTemplateId,
  RegisteredTemplate,
  type TemplateField,
  type TemplateHome,
} from './push.templates.entities'

/** 消息模板, as approved by WeChat: fields, their kinds and order are its, only what fills them is ours. */
export interface MessageTemplate {
  home: TemplateHome
  purpose: Purpose
  /** A template approved anew takes the next number; campaigns keep the one they were launched with. */
  version: number
  kind: TemplateKind
  templateId: string
  /** Page of the mini-program that opens, without a leading slash; `{id}` is what the campaign tells about. */
  page: string
  fields: readonly TemplateField[]
}

/** What a campaign has to tell. */
export interface Story {
  subjectKind: SubjectKind
  subjectId: string
  title: string
  summary: string
  level: Level
}

/** Which kind of consent a story needs. */
export function purposeOf({ subjectKind, level }: Pick<Story, 'subjectKind' | 'level'>): Purpose {
  if (subjectKind === 'poll_outcome') return 'vote_result'
  if (subjectKind === 'consultation_outcome') return 'consultation_outcome'
  if (subjectKind === 'enquiry_answer') return 'enquiry_answer'
  if (subjectKind === 'quiz_prize') return 'quiz_prize'
  return level === 'info' ? 'notice' : 'alert'
}

/** The templates in use. What a grant or a delivery was made with is found for ever, what new campaigns use is asked anew. */
export class TemplateBook {
  /** Home, purpose and kind of a template id never change, so what was found once stays true. */
  private readonly known = new Map<string, MessageTemplate>()

  constructor(private readonly database: Database) {}

  /** Also one that is no longer current: a grant for it may still be spent or refused. */
  async find(templateId: string): Promise<MessageTemplate | undefined> {
    const known = this.known.get(templateId)
    if (known || !isTemplateId(templateId)) return known
    const row = await this.database.reads.findOne(RegisteredTemplate, {
      where: { templateId },
      order: { version: 'DESC' },
    })
    if (row) this.known.set(templateId, row)
    return row ?? undefined
  }

  /** What new campaigns use. */
  async current(
    tx: EntityManager,
    home: TemplateHome,
    purpose: Purpose,
  ): Promise<MessageTemplate | undefined> {
    const where = { home, purpose, retiredAt: IsNull() }
    return (await tx.findOne(RegisteredTemplate, { where, order: { version: 'DESC' } })) ?? undefined
  }

  /** What residents may be asked for: the current one of each purpose. */
  async askable(home: TemplateHome): Promise<Askable[]> {
    const rows = await this.database.reads.find(RegisteredTemplate, {
      where: { home, retiredAt: IsNull() },
      order: { version: 'DESC' },
    })
    const current = purposes.flatMap((purpose) => rows.find((row) => row.purpose === purpose) ?? [])
    return current.flatMap(({ templateId, purpose, kind }) =>
      kind === 'unsolicited' ? [] : [{ templateId, purpose, kind }],
    )
  }
}

/** Fills a template; every field is cut to what WeChat takes, by code point, before anything is queued. */
export function composeMessage(template: MessageTemplate, story: Story, now: number): Message {
  const { templateId, version, kind, page, fields } = template
  const said: Record<FieldContent, string> = {
    title: story.title,
    summary: story.summary,
    day: formatDay(shanghaiDay(now)),
    moment: formatShanghai(now),
  }
  const data = fields.map((field) => {
    const value = 'text' in field ? field.text : said[field.from]
    return [field.key, { value: fitField(field.kind, value) }] as const
  })
  return {
    templateId,
    version,
    kind,
    page: page.replace('{id}', story.subjectId),
    data: Object.fromEntries(data),
  }
}
