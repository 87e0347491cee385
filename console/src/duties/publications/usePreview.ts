import { onScopeDispose, reactive, watch } from 'vue'
import { api } from '@/kit/client'
import { isAborted, Problem } from '@/kit/problem'
import type { Draft } from './publications.draft'
import type { Finding } from './publications.words'

const PAUSE_MS = 500

interface Looked {
  html: string
  findings: Finding[]
  /** The texts as they were when the service looked at them. */
  texts: { title: string; summary: string; markdown: string }
}

/** The service looks at texts without the blanks they begin with. */
function placed(finding: Finding, texts: Looked['texts']): Finding {
  const { field, start, end } = finding
  if (field === 'contact' || start === undefined || end === undefined) return finding
  const lead = texts[field].length - texts[field].trimStart().length
  return { ...finding, start: start + lead, end: end + lead }
}

/** What residents would see and what the machine notices, asked for when the typing pauses. */
export function usePreview(draft: () => Draft) {
  const preview = reactive({
    looked: null as Looked | null,
    busy: false,
    problem: null as Problem | null,
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  let underWay: AbortController | undefined

  async function look(): Promise<void> {
    clearTimeout(timer)
    underWay?.abort()
    const mine = new AbortController()
    underWay = mine
    const { kind, title, summary, markdown, contact } = draft()
    preview.busy = true
    try {
      const body = { kind, title, summary, markdown, contact: { ...contact } }
      const reply = await api.post('/api/staff/publications/preview', { body, signal: mine.signal })
      const texts = { title, summary, markdown }
      preview.looked = { html: reply.html, findings: reply.findings.map((f) => placed(f, texts)), texts }
      preview.problem = null
    } catch (error) {
      if (isAborted(error)) return
      if (!(error instanceof Problem)) throw error
      preview.problem = error
    } finally {
      if (underWay === mine) preview.busy = false
    }
  }
  watch(
    () => {
      const { kind, title, summary, markdown, contact } = draft()
      return [kind, title, summary, markdown, contact.division, contact.phone, contact.hours].join('\u0000')
    },
    () => {
      clearTimeout(timer)
      timer = setTimeout(look, PAUSE_MS)
    },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    underWay?.abort()
  })
  return Object.assign(preview, { look })
}
