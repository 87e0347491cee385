import { type FieldError, invalidRequest } from '../../platform/problem'
import { cutGraphemes, maskPhone } from '../../platform/text'

/** What a winner fills in. */
export interface NewClaim {
  name: string
  phone: string
  address?: string
  isOver14: boolean
  guardianName?: string
  guardianPhone?: string
  /** The guardian agrees that the data of the child are taken and kept (个人信息保护法第三十一条). */
  guardianConsent?: boolean
  /** May 王** stand beside the token in public (个人信息保护法第二十五条)? */
  showName?: boolean
}

/** As it is kept, in one sealed piece. */
export type KeptClaim = Omit<NewClaim, 'showName'>

const MOBILE = /^(?:\+?86)?1[3-9]\d{9}$/
const LANDLINE = /^0\d{2,3}[2-9]\d{6,7}$/

/** Digits as they are dialled, or null where it is no number of the mainland. */
export function dialled(phone: string): string | null {
  const digits = phone.normalize('NFKC').replace(/[\s()-]/g, '')
  return MOBILE.test(digits) || LANDLINE.test(digits) ? digits.replace(/^\+?86(?=1)/, '') : null
}

/**
 * Who is under 14 has a guardian who agrees; whoever is older is asked for nobody else's data.
 * @throws Problem invalid_request naming each field
 */
export function keptOf({ showName: _, ...claim }: NewClaim): KeptClaim {
  const errors: FieldError[] = []
  const phone = dialled(claim.phone)
  if (phone === null) errors.push({ path: 'phone', message: '请填写大陆的手机号码，或者带区号的固定电话' })
  const guardianPhone = claim.guardianPhone === undefined ? undefined : dialled(claim.guardianPhone)
  if (guardianPhone === null)
    errors.push({ path: 'guardianPhone', message: '请填写大陆的手机号码，或者带区号的固定电话' })
  if (claim.isOver14)
    for (const path of ['guardianName', 'guardianPhone', 'guardianConsent'] as const)
      if (claim[path] !== undefined) errors.push({ path, message: '已满14周岁的，不需要填写监护人' })
  if (!claim.isOver14) {
    if (claim.guardianName === undefined)
      errors.push({ path: 'guardianName', message: '未满14周岁的，请填写监护人姓名' })
    if (claim.guardianPhone === undefined)
      errors.push({ path: 'guardianPhone', message: '未满14周岁的，请填写监护人电话' })
    if (claim.guardianConsent !== true)
      errors.push({ path: 'guardianConsent', message: '未满14周岁的，须由监护人同意并办理' })
  }
  if (errors.length > 0 || phone === null) throw invalidRequest({ detail: errors[0]?.message, errors })
  return { ...claim, phone, ...(guardianPhone && { guardianPhone }) }
}

/** 王**, whatever follows and however long it is. */
export const maskName = (name: string) => `${cutGraphemes(name, 1)}**`

/** For the list of winners: nothing by which a person is found, all by which it is seen that there is enough to send. */
export interface MaskedClaim {
  name: string
  phone: string
  hasAddress: boolean
  isOver14: boolean
  guardian: { name: string; phone: string } | null
}

export function maskedClaim(kept: KeptClaim): MaskedClaim {
  const { guardianName, guardianPhone } = kept
  return {
    name: maskName(kept.name),
    phone: maskPhone(kept.phone),
    hasAddress: kept.address !== undefined,
    isOver14: kept.isOver14,
    guardian:
      guardianName === undefined
        ? null
        : { name: maskName(guardianName), phone: maskPhone(guardianPhone ?? '') },
  }
}
