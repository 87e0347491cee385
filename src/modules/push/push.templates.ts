import { formatDay, formatShanghai, shanghaiDay } from '../../platform/calendar'
import { type FieldKind, fitField } from '../../platform/wechat/fields'
import type { Level, Message, Purpose, SubjectKind, TemplateKind } from './push.entities'
import type { Askable } from './push.grants.rules'

/** Whose template it is: the mini-program's or the 服务号's. */
export type TemplateHome = 'mini' | 'oa'

/** What a field of a template is filled with. */
export type FieldSource = { from: 'title' | 'summary' | 'day' | 'moment' } | { text: string }

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
  fields: readonly ({ key: string; kind: FieldKind } & FieldSource)[]
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
  return level === 'info' ? 'notice' : 'alert'
}

/** The templates in use, newest version first. */
export class TemplateBook {
  private readonly templates: readonly MessageTemplate[]

  constructor(templates: readonly MessageTemplate[]) {
    this.templates = [...templates].sort((a, b) => b.version - a.version)
  }

  /** Also one that is no longer current: a grant for it may still be spent or refused. */
  find(templateId: string): MessageTemplate | undefined {
    return this.templates.find((t) => t.templateId === templateId)
  }

  /** What new campaigns use. */
  current(home: TemplateHome, purpose: Purpose): MessageTemplate | undefined {
    return this.templates.find((t) => t.home === home && t.purpose === purpose)
  }

  /** What residents may be asked for: the current one of each purpose. */
  askable(home: TemplateHome): Askable[] {
    return this.templates.flatMap(({ purpose, kind, templateId, ...t }) => {
      if (t.home !== home || kind === 'unsolicited') return []
      return this.current(home, purpose)?.templateId === templateId ? [{ templateId, purpose, kind }] : []
    })
  }
}

/** Fills a template; every field is cut to what WeChat takes, by code point, before anything is queued. */
export function composeMessage(template: MessageTemplate, story: Story, now: number): Message {
  const { templateId, version, kind, page, fields } = template
  const said = {
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
