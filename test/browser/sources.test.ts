import type { Browser } from 'playwright-core'
import { openConsultation } from '../support/consultations'
import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { publishPublication } from '../support/publications'
import { describeWithBrowser, launch, openPage } from './chromium'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
beforeAll(async () => {
  test = await openTestOffice({}, 'sqlite')
  web = await serveOffice(test.office)
})
afterAll(async () => {
  await web.close()
  await test.close()
})

describeWithBrowser('the source of an answer opens where it can be read', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  const open = async (path: string) => {
    const watched = await openPage(browser, `${web.base}${path}`)
    await watched.page.waitForSelector('html[data-ready]')
    return watched
  }

  it('a clause: the draft is unfolded, and the clause has the focus', async () => {
    const { consultation, clause } = await openConsultation(test)
    const place = `clause-${clause('a10').id}`
    const { page, troubles } = await open(`/consultations/${consultation.id}#${place}`)
    expect(await page.locator(':focus').getAttribute('id')).toBe(place)
    expect(await page.locator(`#${place}`).textContent()).toContain('餐具费')
    expect(await page.locator(`#${place}`).isVisible()).toBe(true)
    expect(troubles).toEqual([])
  })

  it('a frequent question and a publication: in the reading area', async () => {
    const faq = await test.office.faqs.createFaq(await test.staff('editor'), {
      question: '<b>执照</b>丢了怎么补领？',
      answer: '带身份证补领。\n<img src=x onerror=alert(1)>',
    })
    await test.office.faqs.openFaq(await test.staff('head'), faq.id)
    const { page, troubles } = await open(`/faqs/${faq.id}`)
    expect(await page.locator('#article h2').textContent()).toBe('<b>执照</b>丢了怎么补领？')
    expect(await page.locator('#article .text').textContent()).toContain('<img src=x')
    expect(troubles).toEqual([])
    const { id } = await publishPublication(test)
    const second = await open(`/publications/${id}`)
    expect(await second.page.locator('#article-h').textContent()).toContain('选粽')
  })
})
