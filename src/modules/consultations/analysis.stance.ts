import {
  contrasts,
  cues,
  fillers,
  type Leaning,
  negators,
  nothingToSay,
  rhetorical,
  sarcasmCues,
} from './analysis.stance-words'

export const readStances = ['support', 'oppose', 'amend', 'ask', 'mixed', 'none'] as const
export type ReadStance = (typeof readStances)[number]

/** A cue as found, already turned round where it is negated. */
export interface FoundCue {
  leaning: Leaning
  weight: number
  /** With the negation, for the person who asks why: 不同意. */
  words: string
}

/** What one part between commas says. */
export interface PartReading {
  cues: FoundCue[]
  /** 但是 begins it: it counts more than what came before. */
  contrasts: boolean
}

const patterns = cues.map((cue) => ({ ...cue, pattern: new RegExp(cue.forms, 'g') }))
const lastNegator = new RegExp(`(?:${negators})$`)
const lastFillers = new RegExp(`(?:${fillers})+$`)
const requested = /建议|希望|应当|应该|恳请|请(?!问)|能否|可以/
const leadingContrast = new RegExp(`^(?:${contrasts.source})`)

/** The cues of a part. Of two that overlap the longer one counts, and of equally long ones the heavier. */
export function readPart(part: string): PartReading {
  const found = patterns.flatMap(({ leaning, weight, pattern }) =>
    [...part.matchAll(pattern)].map((m) => ({
      leaning,
      weight,
      at: m.index,
      end: m.index + m[0].length,
      words: m[0],
    })),
  )
  found.sort((a, b) => b.end - b.at - (a.end - a.at) || b.weight - a.weight)
  const kept: typeof found = []
  for (const cue of found) if (!kept.some((k) => k.at < cue.end && cue.at < k.end)) kept.push(cue)
  kept.sort((a, b) => a.at - b.at)
  const read = kept.flatMap((cue, i): FoundCue[] => {
    if (cue.leaning !== 'support' && cue.leaning !== 'oppose') return [cue]
    const before = part.slice(kept[i - 1]?.end ?? 0, cue.at)
    // 建议认可电子合同 asks for something to be recognised: the attitude is a request.
    if (requested.test(before) && cue.leaning === 'support' && cue.weight < 3) return []
    return [turned(cue, before)]
  })
  return {
    cues: read.map(({ leaning, weight, words }) => ({ leaning, weight, words })),
    contrasts: leadingContrast.test(part),
  }
}

/** Every negation right before it turns it round: 不是不支持 is support. */
function turned(cue: FoundCue, before: string): FoundCue {
  let rest = before
  let turns = rhetorical.test(before) ? 1 : 0
  for (;;) {
    const negation = lastNegator.exec(rest) ?? lastNegator.exec(rest.replace(lastFillers, ''))
    if (!negation) break
    rest = rest.slice(0, negation.index)
    turns++
  }
  const words = turns > 0 ? before.slice(rest.length) + cue.words : cue.words
  if (turns % 2 === 0) return { ...cue, words }
  if (cue.leaning === 'oppose') return { leaning: 'support', weight: cue.weight, words }
  // 没有放心过, 不太方便: a hint that is negated asks for a change rather than refuses.
  return { leaning: cue.weight >= 2 ? 'oppose' : 'amend', weight: cue.weight, words }
}

export interface StanceReading {
  stance: ReadStance
  /** 0 to 1. */
  confidence: number
  why: string[]
  isSarcastic: boolean
}

const STATED = 3

/** The stance of some parts that belong together: a stated attitude, then a request, then a question. */
export function stanceOf(parts: readonly PartReading[], plain: string): StanceReading {
  const isSarcastic = sarcasmCues.test(plain)
  const turn = parts.findIndex((p) => p.contrasts)
  const late = turn < 0 ? [] : parts.slice(turn)
  const all = parts.flatMap((p) => p.cues)
  const sum = (cues: readonly FoundCue[], leaning: Leaning) =>
    cues.reduce((total, cue) => total + (cue.leaning === leaning ? cue.weight : 0), 0)
  const states = (cues: readonly FoundCue[], leaning: Leaning) =>
    cues.some((cue) => cue.leaning === leaning && cue.weight >= STATED)
  const [s, o, a, q] = (['support', 'oppose', 'amend', 'ask'] as const).map((l) => sum(all, l)) as [
    number,
    number,
    number,
    number,
  ]
  const result = (stance: ReadStance, confidence: number): StanceReading => ({
    stance,
    confidence: Math.round(Math.min(confidence, 0.99) * 100) / 100,
    why: whyOf(all, stance),
    isSarcastic,
  })
  if (isSarcastic) return { ...result('oppose', 0.5), why: [sarcasmCues.exec(plain)?.[0] ?? ''] }
  if (nothingToSay.test(plain.replace(/[^\p{L}\p{N}]/gu, ''))) return result('none', 0.95)
  const lateCues = late.flatMap((p) => p.cues)
  const [lateA, lateO] = [sum(lateCues, 'amend'), sum(lateCues, 'oppose')]
  if (states(all, 'support') && states(all, 'oppose')) return result('mixed', 0.7)
  if (states(all, 'oppose')) return result('oppose', 0.9)
  if (states(all, 'support') || (s >= 2 && turn > 0)) {
    if (lateO >= 2) return result(states(all, 'support') ? 'mixed' : 'oppose', 0.6)
    if (lateA >= 1.5) return result('amend', 0.7)
    if (states(all, 'support')) return result('support', 0.9)
  }
  const most = Math.max(s, o, a)
  if (most < 1) return q > 0 ? result('ask', 0.8) : result('none', 0.5)
  const isAsked = q > 0 && /\?$|吗$|呢$/.test(plain)
  // 能不能…？ asks for something, 怎么…？ asks: without a request of its own a question stays one.
  if (isAsked && a < 2 && o < 2 && s < 2) return result('ask', 0.6)
  const sure = most / (s + o + a + 1)
  if (a === most) return result('amend', sure)
  if (a >= 2 && s < STATED && o < STATED) return result('amend', sure)
  return result(o === most ? 'oppose' : 'support', sure)
}

function whyOf(cues: readonly FoundCue[], stance: ReadStance): string[] {
  const wanted = cues.filter((cue) =>
    stance === 'mixed' ? cue.weight >= STATED : stance === 'none' ? false : cue.leaning === stance,
  )
  return [...new Set(wanted.map((cue) => cue.words.trim()))].slice(0, 5)
}
