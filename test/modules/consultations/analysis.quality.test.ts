import { precision, type Quality, qualityOf, recall, topicQuality } from '../../../bench/analysis/quality'
import { builtOn, heldOut } from '../../../bench/analysis/truth'

/** What is asked of the reading of comments; `npm run bench:analysis` prints what is reached. */
function expectGood(q: Quality): void {
  expect(q.links.right / q.links.of).toBeGreaterThanOrEqual(0.9)
  expect(q.stanceMacroF1).toBeGreaterThanOrEqual(0.85)
  expect(recall(q.duplicates)).toBeGreaterThanOrEqual(0.98)
  expect(precision(q.duplicates)).toBeGreaterThanOrEqual(0.98)
}

describe('what is read in comments', () => {
  it('is right often enough where rules were built', async () => {
    const comments = builtOn()
    expect(comments.length).toBeGreaterThan(200)
    expectGood(await qualityOf(comments))
  })

  it('is right often enough in comments that were kept apart', async () => {
    const comments = heldOut()
    expect(comments.length).toBeGreaterThan(200)
    expectGood(await qualityOf(comments))
  })

  it('what is put under one topic within a clause mostly belongs there, though a person would join more', async () => {
    const score = await topicQuality()
    expect(precision(score)).toBeGreaterThanOrEqual(0.8)
    expect(recall(score)).toBeGreaterThanOrEqual(0.4)
  })
})
