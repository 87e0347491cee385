import type { TextType } from './moderation.entities'

/** What one resident wrote, as one text. */
export interface ResidentText {
  /** Of the row that holds it. */
  id: string
  residentId: string
  text: string
  writtenAt: number
}

export interface TextPage {
  texts: ResidentText[]
  /** Id of the last row looked at, whether it held a text or not; null when there was none. */
  last: string | null
}

/** A duty says where residents' texts of one kind are found. */
export interface TextSource {
  readonly type: TextType
  /** Rows with ids after `after`, and before `before` where it is given, in the order of their ids. */
  after(after: string, before: string | null, limit: number): Promise<TextPage>
  /** Null once the text is gone. */
  find(id: string): Promise<ResidentText | null>
}
