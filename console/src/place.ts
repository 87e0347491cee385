/** What the server writes into the page: whose console this is, and whether everything in it is invented. */
const meta = (name: string) =>
  document.querySelector<HTMLMetaElement>(`meta[name="guangting-${name}"]`)?.content
const told = (name: string) => {
  const value = meta(name) ?? ''
  // From vite's own server the page arrives as it is written.
  return value === name ? '' : value
}

export const place = { bureau: told('bureau') || '市场监督管理局', notice: told('notice') }
