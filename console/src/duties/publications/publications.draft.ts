import type { Audience, Kind, Level, Publication, Written } from './publications.words'

export interface DraftFile {
  fileId: string
  name: string
  type: string
  bytes: number
  url: string
}
export interface DraftCover {
  fileId: string
  alt: string
  url: string
}

/** What is on the editor's desk: every field filled in, empty where nothing is said. */
export interface Draft {
  kind: Kind
  title: string
  summary: string
  markdown: string
  contact: { division: string; phone: string; hours: string }
  source: string
  related: { id: string; title: string } | null
  level: Level | ''
  audience: Audience
  cover: DraftCover | null
  attachments: DraftFile[]
  correction: string
}

export const emptyDraft = (): Draft => ({
  kind: 'policy_interpretation',
  title: '',
  summary: '',
  markdown: '',
  contact: { division: '', phone: '', hours: '' },
  source: '',
  related: null,
  level: '',
  audience: { kind: 'all' },
  cover: null,
  attachments: [],
  correction: '',
})

export const draftOf = (p: Publication): Draft => ({
  kind: p.kind,
  title: p.title,
  summary: p.summary,
  markdown: p.markdown,
  contact: { ...p.contact },
  source: p.source,
  related: p.relatedDocument ?? null,
  level: p.level ?? '',
  audience: p.audience ?? { kind: 'all' },
  cover: p.cover ? { fileId: p.cover.fileId, alt: p.cover.alt, url: p.cover.url } : null,
  attachments: p.attachments.map((a) => ({ ...a })),
  correction: p.correction ?? '',
})

/** As the contract wants it: what is empty is left out. */
export function bodyOf(d: Draft): Written {
  return {
    kind: d.kind,
    title: d.title,
    summary: d.summary,
    markdown: d.markdown,
    contact: { ...d.contact },
    ...(d.source.trim() ? { source: d.source } : {}),
    ...(d.related ? { relatedDocumentId: d.related.id } : {}),
    ...(d.level ? { level: d.level } : {}),
    ...(d.audience.kind === 'all' ? {} : { audience: d.audience }),
    ...(d.cover ? { cover: { fileId: d.cover.fileId, alt: d.cover.alt } } : {}),
    ...(d.attachments.length > 0
      ? { attachments: d.attachments.map(({ fileId, name }) => ({ fileId, name })) }
      : {}),
    ...(d.correction.trim() ? { correction: d.correction } : {}),
  }
}

export type DraftField = Exclude<keyof Draft, 'kind'>
export const draftFieldWords: Record<DraftField, string> = {
  title: '标题',
  summary: '摘要',
  markdown: '正文',
  contact: '咨询方式',
  source: '信息来源',
  related: '关联文件',
  level: '级别',
  audience: '推送对象',
  cover: '封面',
  attachments: '附件',
  correction: '更正说明',
}
const fields = Object.keys(draftFieldWords) as DraftField[]

const written = (value: unknown): string => {
  const sorted = (v: unknown): unknown =>
    v && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(
          Object.entries(v)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([k, x]) => [k, sorted(x)]),
        )
      : Array.isArray(v)
        ? v.map(sorted)
        : // The service trims what it keeps.
          typeof v === 'string'
          ? v.trim()
          : v
  return JSON.stringify(sorted(value))
}
export const sameDraft = (a: Draft, b: Draft): boolean => written(a) === written(b)

export interface Difference {
  field: DraftField
  /** Both changed it, so somebody has to choose. */
  isConflict: boolean
}

/** What somebody else changed while this draft lay on the desk. */
export function differences(base: Draft, theirs: Draft, mine: Draft): Difference[] {
  return (
    fields
      .filter((f) => written(base[f]) !== written(theirs[f]) && written(theirs[f]) !== written(mine[f]))
      // Left empty here, the service fills it in: nobody has changed it.
      .filter((f) => f !== 'source' || base.source !== '' || mine.source !== '')
      .map((field) => ({ field, isConflict: written(base[field]) !== written(mine[field]) }))
  )
}

/** Mine, with every change of theirs that is not to be kept as mine. */
export function merged(mine: Draft, theirs: Draft, taken: readonly DraftField[]): Draft {
  return { ...mine, ...Object.fromEntries(taken.map((field) => [field, theirs[field]])) }
}

/** A field in words, to be read beside another version of it. */
export function fieldText(d: Draft, field: DraftField): string {
  switch (field) {
    case 'contact':
      return [d.contact.division, d.contact.phone, d.contact.hours].filter(Boolean).join('\n')
    case 'related':
      return d.related?.title ?? ''
    case 'level':
      return { '': '', info: '一般', notice: '提醒', urgent: '紧急' }[d.level]
    case 'audience':
      return { all: '全体群众', topic: '按主题', division: '按辖区' }[d.audience.kind]
    case 'cover':
      return d.cover?.alt ?? ''
    case 'attachments':
      return d.attachments.map((a) => a.name).join('\n')
    default:
      return d[field]
  }
}
