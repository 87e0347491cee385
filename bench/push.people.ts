/** What the processes of the push bench agree on. */
export const wechatApp = { appId: 'wxbench', secret: 'a-secret-of-the-bench-000000001' }
export const bulk = { prefix: 'o-', templateId: 'demo-mini-vote-result', kind: 'one_time' as const }
export const urgent = { prefix: 'o-', templateId: 'demo-mini-alert', kind: 'long_term' as const }
export const bare = { prefix: 'bare-', templateId: 'demo-mini-vote-result', kind: 'one_time' as const }

export type AskWorker =
  /** Fans out in the night, so that nothing is sent yet. */
  | { ask: 'fanOut' }
  /** Morning: everything may go. */
  | { ask: 'send' }
  /** An alert to everybody who follows it. */
  | { ask: 'urgent' }
  | { ask: 'progress' }

export interface Progress {
  counts: Record<string, number>
  size: number
  fannedOut: boolean
  rssMiB: number
  heapMiB: number
  externalMiB: number
  /** Processor time of the process so far. */
  cpuMs: number
  /** Since the alert was launched until the first of its messages was accepted; ms. Null before. */
  urgentMs: number | null
}
