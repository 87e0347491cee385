import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { tableNames } from '../support/tables'
import { Phone } from './phone'

/** The real service with its database, and people's phones in front of it. */
export async function openTown() {
  const test: TestOffice = await openTestOffice({}, 'sqlite')
  const web = await serveOffice(test.office)
  const phones: Phone[] = []
  return {
    test,
    web,
    phone(openid: string): Phone {
      const phone = new Phone(web.base, openid)
      phones.push(phone)
      return phone
    },
    /** The tables in which something is written. */
    async whereIs(word: string): Promise<string[]> {
      const found: string[] = []
      for (const table of await tableNames(test.office)) {
        const rows = await test.office.database.select(`SELECT * FROM ${table}`, [])
        if (rows.some((row) => Object.values(row).some((value) => String(value).includes(word))))
          found.push(table)
      }
      return found
    },
    async close(): Promise<void> {
      for (const phone of phones) phone.close()
      await web.close()
      await test.close()
    },
  }
}
export type Town = Awaited<ReturnType<typeof openTown>>

/** Agrees to the privacy statement and is signed in, as somebody who has been here before. */
export async function comeIn(phone: Phone): Promise<void> {
  phone.open('pages/mine/mine')
  await phone.tap('现在登录')
  await phone.tap('同意，继续')
  await phone.sees('您已登录')
}

/** How often something was asked for. */
export const times = ({ network }: Phone, asked: string): number =>
  network.sent.filter((s) => s === asked).length
