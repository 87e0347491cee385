import { type Ref, ref } from 'vue'
import type { ReplyOf } from '@/api/contract'
import { mine } from '@/session/session'
import { whenSignedIn } from '@/session/when-signed-in'

export type MyComment = ReplyOf<'get', '/api/me/comments'>['items'][number]

/** What I have said in one consultation, once it is known who I am. */
export function useMyComments(consultationId: Ref<string>) {
  const comments = ref<MyComment[]>([])
  async function reload(): Promise<void> {
    const found: MyComment[] = []
    let cursor: string | undefined
    do {
      const page = await mine.get('/api/me/comments', { query: { cursor, limit: 100 } }).catch(() => null)
      if (!page) break
      found.push(...page.items.filter((c) => c.consultationId === consultationId.value))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    comments.value = found
  }
  return { comments, reload, begin: () => whenSignedIn(() => void reload()) }
}
