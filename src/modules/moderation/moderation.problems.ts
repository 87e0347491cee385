import { problem } from '../../platform/problem'

export const notHeld = problem('not_held', 'conflict', '这段文字已经处理过了，或者不需要人工处理。')
