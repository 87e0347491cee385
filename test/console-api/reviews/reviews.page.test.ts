import { sheetPage } from '../../../console-api/reviews/reviews.page'
import type { Sheet } from '../../../src/modules/reviews'
import { expectHarmless } from '../../support/xss'
import { xssPayloads } from '../../support/xss-payloads'

const at = Date.UTC(2026, 10, 24, 1, 30)

function sheetWith(text: string): Sheet {
  const person = { id: 's1', name: text, division: text }
  const signOff = {
    id: 'o1',
    sheetId: 'r1',
    round: 1,
    step: 'first' as const,
    decision: 'approve' as const,
    opinion: text,
    contentHash: 'h',
    staffId: 's1',
    person,
    signedAt: at,
  }
  return {
    sheet: {
      id: 'r1',
      year: '2026',
      ordinal: 12,
      sheetNumber: '澜市监审〔2026〕12号',
      subjectType: 'publication',
      subjectId: 'p1',
      round: 1,
      state: 'in_review',
      createdAt: at,
      releasedAt: null,
      releasedBy: null,
    },
    rounds: [
      {
        round: {
          sheetId: 'r1',
          round: 1,
          title: text,
          contentHash: 'h',
          authors: [person],
          submittedBy: person,
          submittedAt: at,
          major: true,
          findings: [
            { code: 'phone', severity: 'blocking', field: 'markdown', message: '号码', excerpt: text },
          ],
          overrides: [{ code: 'phone', reason: text, person, overriddenAt: at }],
          state: 'in_review',
          endedAt: null,
        },
        lines: [
          { step: 'first', signOff },
          { step: 'second', signOff: null },
        ],
      },
    ],
  }
}

test.each(xssPayloads.map((p) => [p]))('the printed sheet holds nothing that runs: %j', (payload) => {
  expectHarmless(sheetPage([sheetWith(payload)], payload), payload)
})

test('the printed sheet names number, steps, persons, opinions and times, and empty lines to come', () => {
  const page = sheetPage([sheetWith('钟小签')], null)
  for (const words of [
    '澜市监审〔2026〕12号',
    '初审',
    '复审',
    '钟小签（钟小签）',
    '2026年11月24日 09:30',
    '（重大事项）',
    '尚未发布',
  ])
    expect(page).toContain(words)
  expect(page).not.toContain('class="notice"')
  expect(sheetPage([sheetWith('钟小签')], '虚构城市')).toContain('<p class="notice">虚构城市</p>')
})
