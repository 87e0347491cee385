import type { RowOf } from '@/api/contract'

export type Message = RowOf<'/api/me/messages'>

/** Where a message leads: to what it tells about. */
export function pageOfMessage({
  subjectKind,
  publicationId,
}: Pick<Message, 'subjectKind' | 'publicationId'>): string {
  const duty = {
    publication: 'publications',
    poll_outcome: 'polls',
    consultation_outcome: 'consultations',
    enquiry_answer: 'enquiries',
  }[subjectKind]
  return `/pages/${duty}/read?id=${publicationId}`
}
