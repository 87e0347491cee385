import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** `src/pages/<duty>/pages.json`. */
interface Duty {
  /** Stays in the main package: what opens first, and the tabs. */
  main?: boolean
  pages: { name: string; title: string }[]
}

/** First page first. The duty of a tab is `main`. */
const tabs = [
  { duty: 'home', name: 'home', text: '首页' },
  { duty: 'ask', name: 'ask', text: '问一问' },
  { duty: 'mine', name: 'mine', text: '我的' },
]

/**
 * Writes `src/pages.json` from what each duty says of its own pages, so that people who work on different duties touch
 * no common file. A duty is a subpackage of its own, loaded when somebody goes there.
 */
export function writePagesJson(src: string, isH5: boolean): void {
  const read = (duty: string): Duty =>
    JSON.parse(readFileSync(join(src, 'pages', duty, 'pages.json'), 'utf8'))
  const duties = readdirSync(join(src, 'pages'))
    .filter((name) => existsSync(join(src, 'pages', name, 'pages.json')))
    .sort((a, b) => Number(b === tabs[0]?.duty) - Number(a === tabs[0]?.duty) || a.localeCompare(b, 'en'))
    .map((name) => ({ name, ...read(name) }))
  const page = (path: string, title: string) => ({ path, style: { navigationBarTitleText: title } })
  const main = duties
    .filter((duty) => duty.main)
    .flatMap((duty) => duty.pages.map(({ name, title }) => page(`pages/${duty.name}/${name}`, title)))
  const subPackages = duties
    .filter((duty) => !duty.main)
    .map((duty) => ({
      root: `pages/${duty.name}`,
      pages: duty.pages.map(({ name, title }) => page(name, title)),
    }))
  const tabBar = {
    custom: true,
    color: '#46505c',
    selectedColor: '#12365f',
    backgroundColor: '#ffffff',
    list: tabs.map(({ duty, name, text }) => ({ pagePath: `pages/${duty}/${name}`, text })),
  }
  const json = {
    pages: main,
    subPackages,
    // Pages of the web have an address each and need no tabs of the platform's.
    ...(isH5 ? {} : { tabBar }),
    globalStyle: {
      navigationBarTitleText: '广听',
      navigationBarTextStyle: 'white',
      navigationBarBackgroundColor: '#12365f',
      backgroundColor: '#f3f5f8',
      h5: { titleNView: false },
    },
  }
  const text = `${JSON.stringify(json, null, 2)}\n`
  const path = join(src, 'pages.json')
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text)
}
