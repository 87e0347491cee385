import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HttpClient } from '../support/http'

interface PagesJson {
  pages: { path: string }[]
  subPackages: { root: string; pages: { path: string }[] }[]
}

/** Every page that the client has, as it was built: a new one is met without being named here. */
export function pageNames(): string[] {
  const path = join(__dirname, '..', '..', 'miniapp', 'src', 'pages.json')
  const { pages, subPackages } = JSON.parse(readFileSync(path, 'utf8')) as PagesJson
  return [
    ...pages.map((page) => page.path),
    ...subPackages.flatMap(({ root, pages }) => pages.map((page) => `${root}/${page.path}`)),
  ]
}

/** Lists in which a page finds what it is about. */
const lists: Record<string, string> = {
  publications: '/api/publications',
  polls: '/api/polls',
  quizzes: '/api/quizzes',
  consultations: '/api/consultations',
  faqs: '/api/faqs',
  // What was done with a poll is told once it is closed.
  sampling: '/api/polls?state=closed',
}

/** Pages that show more of one thing than of the newest, and those about a resident's own: the list it is in. */
const own: Record<string, string> = {
  'pages/polls/read': '/api/polls?state=open',
  'pages/quizzes/read': '/api/quizzes?state=open',
  'pages/quizzes/draw': '/api/quizzes?state=closed',
  'pages/consultations/report': '/api/consultations?state=closed',
  'pages/enquiries/read': '/api/me/enquiries',
  'pages/quizzes/attempt': '/api/me/attempts',
  'pages/quizzes/win': '/api/me/wins',
}

/** Somebody of the demo city who has taken part, and won: there is something on each of his pages. */
export async function luckyResident(web: {
  resident(openid: string): Promise<HttpClient>
}): Promise<{ visitor: string; resident: HttpClient }> {
  for (let n = 1; n <= 300; n++) {
    const visitor = `demo-resident-${n}`
    const resident = await web.resident(visitor)
    const lists = ['/api/me/wins', '/api/me/ballots', '/api/me/comments']
    const all = await Promise.all(lists.map((list) => resident('GET', list)))
    if (all.every(({ json }) => json.items.length > 0)) return { visitor, resident }
  }
  throw new Error('nobody of the demo city has won')
}

/**
 * An address for each page, with the newest thing of its kind; null where there is none, or where a page needs more than
 * an id. What is a resident's own is looked for as `resident`.
 */
export async function addresses(resident: HttpClient): Promise<Map<string, string | null>> {
  const found = new Map<string, string | null>()
  for (const name of pageNames()) {
    const [, duty = '', page] = name.split('/')
    const list = own[name] ?? lists[duty]
    if (page === 'list' || page === 'results' || page === duty || duty === 'mine' || duty === 'home')
      found.set(name, `/${name}`)
    else if (!list) found.set(name, null)
    else {
      const newestOf = async (path: string): Promise<string | undefined> => {
        const { json } = await resident('GET', `${path}${path.includes('?') ? '&' : '?'}limit=1`)
        return json.items[0]?.id ?? json.items[0]?.attemptId
      }
      // At some hours none is open.
      const id = (await newestOf(list)) ?? (lists[duty] && (await newestOf(lists[duty])))
      found.set(name, id === undefined ? null : `/${name}?id=${id}`)
    }
  }
  return found
}
