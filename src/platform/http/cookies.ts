/** The value of one cookie in a Cookie header, as sent. */
export function cookieOf(header: string, name: string): string | undefined {
  const found = header.split(';').find((pair) => pair.trim().startsWith(`${name}=`))
  return found?.trim().slice(name.length + 1)
}
