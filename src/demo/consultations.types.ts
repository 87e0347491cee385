export type CommentFlag =
  | 'duplicate'
  | 'negation_trap'
  | 'service_issue'
  | 'traditional'
  | 'question'
  | 'too_short'
  | 'personal_data'
  | 'complaint'
  | 'spam'
  | 'abusive'
  | 'under_14'

export type DemoComment = {
  key: string
  source: 'mini_program' | 'website' | 'email' | 'letter' | 'meeting'
  text: string
  /** Numbers of the articles it speaks of, as a person labelled it; empty: the draft as a whole. */
  articles: readonly number[]
  stance: 'support' | 'oppose' | 'amend' | 'ask' | null
  group: 'resident' | 'business' | 'association' | 'other'
  topic: string
  /** The writer agreed that the report quotes these words. */
  quotable?: boolean
  flags: readonly CommentFlag[]
  duplicateOf?: string
  /** What a careful drafter would decide; left out where there is nothing to decide. */
  expected?: {
    aspect: 'legality' | 'rationality' | 'feasibility'
    disposition: 'adopted' | 'partly_adopted' | 'not_adopted'
  }
}

/** One line of the published adoption report; a comment stands in exactly one. */
export type DemoAdoptionLine = {
  key: string
  commentKeys: readonly string[]
  gist: string
  legality: string
  rationality: string
  feasibility: string
  disposition: 'adopted' | 'partly_adopted' | 'not_adopted' | 'out_of_scope'
  reason: string
  revisedText?: string
  /** Keys of comments whose words the report quotes. */
  quotes?: readonly string[]
}

export type DemoConsultation = {
  key: string
  title: string
  explanation: string
  contact: { division: string; phone: string; hours: string }
  /** Days from today; negative lies in the past. */
  opensInDays: number
  closesInDays: number
  /** One article per line (第一条　…), its items on lines of their own. */
  draft: string
  comments: readonly DemoComment[]
  /** Present once the consultation has been answered. */
  report?: readonly DemoAdoptionLine[]
  introduction?: string
  /** The draft after the comments. */
  revised?: string
  /** Organisations that were asked by letter, with the key of the comment they answered with. */
  invited?: readonly { name: string; group: 'business' | 'association' | 'other'; commentKey?: string }[]
}
