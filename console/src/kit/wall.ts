/** `2026-11-24 09:30` on the bureau's wall, as date pickers speak, told as an instant. */
export const fromWall = (wall: string): string => new Date(`${wall.replace(' ', 'T')}:00+08:00`).toISOString()
