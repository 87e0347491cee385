import { computed, reactive } from 'vue'
import { api } from '@/kit/client'
import { Problem } from '@/kit/problem'
import { useAct } from '@/kit/useAct'
import {
  bodyOf,
  type Difference,
  type Draft,
  type DraftField,
  differences,
  draftOf,
  emptyDraft,
  merged,
  sameDraft,
} from './publications.draft'
import type { Publication } from './publications.words'

const copy = (d: Draft): Draft => JSON.parse(JSON.stringify(d)) as Draft

/** A draft on the editor's desk: loaded, saved, and reconciled with what somebody else saved meanwhile. */
export function useDesk() {
  const desk = reactive({
    id: null as string | null,
    draft: emptyDraft(),
    /** As the service has it; null before the first save. */
    base: emptyDraft(),
    seen: '',
    state: 'draft' as Publication['state'],
    isPublished: false,
    canEdit: true,
    savedAt: null as number | null,
    problem: null as Problem | null,
    loading: false,
    theirs: null as Publication | null,
    changes: [] as Difference[],
  })
  const isDirty = computed(() => !sameDraft(desk.draft, desk.base))

  function lay(p: Publication): void {
    desk.id = p.id
    desk.base = draftOf(p)
    desk.seen = p.contentHash
    desk.state = p.state
    desk.isPublished = p.publishedAt !== undefined
    desk.canEdit = p.allowed.includes('edit')
  }
  const read = (id: string) => api.get('/api/staff/publications/{id}', { params: { id } })

  async function load(id: string): Promise<void> {
    desk.loading = true
    try {
      lay(await read(id))
      desk.draft = copy(desk.base)
      desk.problem = null
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      desk.problem = error
    } finally {
      desk.loading = false
    }
  }

  const act = useAct(async (idempotencyKey, draft: Draft) => {
    const body = bodyOf(draft)
    return desk.id === null
      ? api.post('/api/staff/publications', { body, idempotencyKey })
      : api.put('/api/staff/publications/{id}', {
          params: { id: desk.id },
          body: { ...body, contentHash: desk.seen },
          idempotencyKey,
        })
  })

  /** @returns whether it is saved */
  async function save(): Promise<boolean> {
    const sent = copy(desk.draft)
    const saved = await act.run(sent)
    if (saved) {
      desk.id = saved.id
      desk.seen = saved.contentHash
      desk.state = saved.state
      desk.base = sent
      desk.savedAt = Date.now()
      return true
    }
    if (act.problem?.code === 'stale' && desk.id) await compare(desk.id)
    return false
  }
  async function compare(id: string): Promise<void> {
    const theirs = await read(id).catch(() => null)
    if (!theirs) return
    desk.changes = differences(desk.base, draftOf(theirs), desk.draft)
    desk.theirs = theirs
  }
  async function reconcile(taken: DraftField[]): Promise<boolean> {
    const { theirs } = desk
    if (!theirs) return false
    desk.draft = copy(merged(desk.draft, draftOf(theirs), taken))
    lay(theirs)
    desk.theirs = null
    return save()
  }
  return { desk, act, isDirty, load, save, reconcile }
}
