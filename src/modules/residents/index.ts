export { Resident, ResidentIdentity, UsedCode } from './residents.entities'
export { PersonalData, type PersonalDataHolder } from './residents.erasure'
export { RepliesOfResident } from './residents.replies'
export { type Preferences, type ResidentActor, Residents, type SignedIn } from './residents.service'
