export const stateNames = {
  open: '已收到',
  assigned: '正在办理',
  answered: '已答复',
  erased: '已删除',
} as const
