export { Divisions, type NewDivision } from './staff.divisions'
export {
  Division,
  type DivisionKind,
  divisionKinds,
  roles,
  StaffAccount,
  type StaffRole,
} from './staff.entities'
export { accountLocked, mustChangePassword, ownAccount, signInRefused, usernameTaken } from './staff.problems'
export { actorOf, type NewStaff, Staff, type StaffActor, type StaffSignedIn } from './staff.service'
