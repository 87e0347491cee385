export { StaffAccounts, type StaffChange } from './staff.accounts'
export { checkDivision, Divisions, type NewDivision } from './staff.divisions'
export {
  Division,
  type DivisionKind,
  divisionKinds,
  roles,
  StaffAccount,
  type StaffRole,
} from './staff.entities'
export { StaffFactors } from './staff.factors'
export { StaffFactor, StaffRecoveryCode } from './staff.factors.entities'
export * from './staff.problems'
export { PasswordProof } from './staff.proving'
export { actorOf, type NewStaff, Staff, type StaffActor, type StaffSignedIn } from './staff.service'
