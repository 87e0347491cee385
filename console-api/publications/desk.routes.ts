import type { FieldChange } from '../../src/modules/publications'
import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import { answer, type Counter } from '../../src/platform/http/serve'
import { renderMarkdown } from '../../src/platform/markdown'
import { previewPublication, readPublicationChanges } from './desk.contract'
import { withStaffPictures } from './files.routes'

const labels: Record<FieldChange['field'], string> = {
  title: '标题',
  summary: '摘要',
  markdown: '正文',
  contact: '咨询方式',
  source: '信息来源',
  level: '级别',
  audience: '推送对象',
  relatedDocument: '关联文件',
  cover: '封面',
  attachments: '附件',
  correction: '更正说明',
  annex: '随文公布的数据',
}

/** What writers and reviewers look at beside the text itself. */
export function publicationDeskRoutes(counter: Counter, office: Office): void {
  const { publications, publicationChanges } = office
  counter.serve(previewPublication, async ({ body: { kind, ...content } }) =>
    answer({
      status: 200,
      body: {
        html: withStaffPictures(renderMarkdown(content.markdown)),
        findings: publications.findings({ kind, content: { ...content, source: '' } }),
      },
    }),
  )
  counter.serve(readPublicationChanges, async ({ caller, params, query }) => {
    const { publication, since, fields } = await publicationChanges.changes(caller, params.id, query.since)
    const shown = fields.map((change) => ({
      ...change,
      label: labels[change.field],
      isChanged: change.before !== change.after,
    }))
    return {
      id: publication.id,
      contentHash: publication.contentHash,
      since: since && { ...since, at: rfc3339(since.at) },
      isChanged: shown.some((field) => field.isChanged),
      fields: shown,
    }
  })
}
