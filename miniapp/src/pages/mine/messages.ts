import type { RowOf } from '@/api/contract'

export type Message = RowOf<'/api/me/messages'>

/** Where a message leads: to what it tells about. */
export function pageOfMessage({
  subjectKind,
  publicationId,
}: Pick<Message, 'subjectKind' | 'publicationId'>): string {
  if (subjectKind === 'quiz_prize') return '/pages/mine/wins'
  const duty = {
    publication: 'publications',
    poll_outcome: 'polls',
    consultation_outcome: 'consultations',
    consultation_invitation: 'consultations',
    enquiry_answer: 'enquiries',
    quiz_prize: 'quizzes',
  }[subjectKind]
  return `/pages/${duty}/read?id=${publicationId}`
}
