/** Pages that stay: going there comes back to the one that is open already. */
export const tabs = [
  { path: '/pages/home/home', text: '首页' },
  { path: '/pages/ask/ask', text: '问一问' },
  { path: '/pages/mine/mine', text: '我的' },
] as const

/** WeChat keeps ten; whoever goes on from the tenth replaces it. */
const MOST_PAGES = 10

/** Opens a page of ours, `to` as in the address bar. */
export function go(to: string): void {
  const open = getCurrentPages().map((page) => `/${page.route}`)
  const isTab = tabs.some(({ path }) => path === to)
  if (isTab && !__WEB__) uni.switchTab({ url: to })
  else if (isTab && open.includes(to)) {
    const delta = open.length - 1 - open.lastIndexOf(to)
    if (delta > 0) uni.navigateBack({ delta })
  } else if (!__WEB__ && open.length >= MOST_PAGES) uni.redirectTo({ url: to })
  else uni.navigateTo({ url: to })
}

/** Back to where one came from; to the first page where one came by a link. */
export function goBack(): void {
  if (getCurrentPages().length > 1) uni.navigateBack()
  else if (__WEB__) uni.redirectTo({ url: tabs[0].path })
  else uni.switchTab({ url: tabs[0].path })
}
