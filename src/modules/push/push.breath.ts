/**
 * Lets others have a turn. An embedded database answers without ever going back to the event loop, so a long job made
 * of many short transactions would otherwise keep every request waiting until its end.
 */
export function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
