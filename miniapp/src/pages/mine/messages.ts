import type { RowOf } from '@/api/contract'
import { mine } from '@/session/session'

export type Message = RowOf<'/api/me/messages'>

/** Where a message leads: to the page about the very thing it tells. */
export function pageOfMessage({
  subjectKind,
  subjectId,
  publicationId,
}: Pick<Message, 'subjectKind' | 'subjectId' | 'publicationId'>): string {
  // Before results are out, the count is all there is to tell of a poll.
  const isCountOnly = publicationId === subjectId
  return {
    publication: `/pages/publications/read?id=${subjectId}`,
    poll_outcome: isCountOnly ? `/pages/polls/read?id=${subjectId}` : `/pages/sampling/poll?id=${subjectId}`,
    consultation_outcome: `/pages/consultations/report?id=${subjectId}`,
    consultation_invitation: `/pages/consultations/read?id=${subjectId}`,
    enquiry_answer: `/pages/enquiries/read?id=${subjectId}`,
    quiz_prize: `/pages/quizzes/win?quiz=${subjectId}`,
  }[subjectKind]
}

/** Read is what has been opened; where it cannot be told, it is told the next time. */
export const readMessage = (id: string) =>
  mine.put('/api/me/messages/{id}/read', { params: { id } }).catch(() => undefined)
