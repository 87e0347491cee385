import { randomBytes } from 'node:crypto'
import { Refusal } from './refusal'
import type { CustomWindow } from './windows'

const CODE_MS = 300_000

export interface Person {
  openid: string
  /** Null until an app names a person first heard of through a consent. */
  appId: string | null
  unionid?: string
  followedAt: number | null
  scene: string
  /** Last use of the mini-program. */
  visitedAt: number
  windows: CustomWindow[]
}

interface Code {
  appId: string
  openid: string
  issuedAt: number
}

/** Who exists. An openid belongs to one app: the same person is someone else to another. */
export class People {
  private readonly people = new Map<string, Person>()
  private readonly populations: { appId: string; prefix: string }[] = []
  private readonly codes = new Map<string, Code>()
  private lastCode = 0

  populate(appId: string, prefix: string): void {
    if (!this.populations.some((p) => p.appId === appId && p.prefix === prefix))
      this.populations.push({ appId, prefix })
  }

  /** Whether the openid is one of this app: the question of every send. */
  knows(openid: string, appId: string): boolean {
    const person = this.people.get(openid)
    if (person) {
      person.appId ??= appId
      return person.appId === appId
    }
    return this.populations.some((p) => p.appId === appId && openid.startsWith(p.prefix))
  }

  exists(openid: string): boolean {
    return this.people.has(openid) || this.populations.some((p) => openid.startsWith(p.prefix))
  }

  /** The person, made known where new. @throws Error when the openid is another app's */
  meet(openid: string, appId: string | null, unionid?: string): Person {
    let person = this.people.get(openid)
    if (!person) {
      const population = this.populations.find((p) => openid.startsWith(p.prefix))
      person = {
        openid,
        appId: population?.appId ?? null,
        followedAt: null,
        scene: 'ADD_SCENE_SEARCH',
        visitedAt: Number.NEGATIVE_INFINITY,
        windows: [],
      }
      this.people.set(openid, person)
    }
    if (appId !== null && person.appId !== null && person.appId !== appId)
      throw new Error(`openid ${openid} is a person of ${person.appId}; to ${appId} he has another openid`)
    person.appId ??= appId
    if (unionid !== undefined) person.unionid = unionid
    return person
  }

  find(openid: string): Person | undefined {
    return this.people.get(openid)
  }

  *followers(appId: string): Iterable<Person> {
    for (const person of this.people.values())
      if (person.appId === appId && person.followedAt !== null) yield person
  }

  issueCode(appId: string, openid: string, now: number): string {
    this.lastCode += 1
    const code = `0${this.lastCode.toString(36)}${randomBytes(15).toString('base64url')}`
    this.codes.set(code, { appId, openid, issuedAt: now })
    return code
  }

  /** Whose code it is, without using it up. */
  peekCode(code: string): string | undefined {
    return this.codes.get(code)?.openid
  }

  /** @throws Refusal 40029 when unknown, used, another app's, or older than 5 minutes */
  useCode(code: string, appId: string, now: number): Person {
    const known = this.codes.get(code)
    if (!known || known.appId !== appId || now - known.issuedAt >= CODE_MS) throw new Refusal(40029)
    this.codes.delete(code)
    return this.meet(known.openid, appId)
  }
}
