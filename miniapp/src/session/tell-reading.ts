import { reading } from '@/reading/reading'
import { mine, session } from './session'

/** 长辈版 goes with the person to another phone, where one is signed in; it holds here in any case. */
export async function tellReading(): Promise<void> {
  if (!session.isKnown) return
  await mine.put('/api/me/preferences', { body: { ageFriendly: reading.elder } }).catch(() => undefined)
}
