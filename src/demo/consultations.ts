import { deliverySealConsultation } from './consultations.delivery-seals'
import { elevatorConsultation } from './consultations.elevator'
import type { DemoConsultation } from './consultations.types'

export type {
  CommentFlag,
  DemoAdoptionLine,
  DemoComment,
  DemoConsultation,
} from './consultations.types'
export { deliverySealConsultation, elevatorConsultation }

export const consultations: readonly DemoConsultation[] = [elevatorConsultation, deliverySealConsultation]
