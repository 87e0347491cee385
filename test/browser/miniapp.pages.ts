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

/**
 * An address for each page, with the newest thing of its kind; null where there is none, or where a page needs more than
 * an id. What is a resident's own is looked for as `resident`.
 */
export async function addresses(resident: HttpClient): Promise<Map<string, string | null>> {
  const found = new Map<string, string | null>()
  for (const name of pageNames()) {
    const [, duty = '', page] = name.split('/')
    const list = duty === 'enquiries' ? '/api/me/enquiries' : lists[duty]
    if (page === 'list' || page === 'results' || page === duty || duty === 'mine' || duty === 'home')
      found.set(name, `/${name}`)
    else if (!list) found.set(name, null)
    else {
      const { json } = await resident('GET', `${list}${list.includes('?') ? '&' : '?'}limit=1`)
      found.set(name, json.items[0] ? `/${name}?id=${json.items[0].id}` : null)
    }
  }
  return found
}
