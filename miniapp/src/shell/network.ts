import { reactive } from 'vue'

/** Whether the phone says that it has a network. */
export const network = reactive({ isOnline: true })

export function watchNetwork(): void {
  if (__WEB__) {
    const look = () => {
      network.isOnline = navigator.onLine
    }
    look()
    for (const event of ['online', 'offline']) addEventListener(event, look)
    return
  }
  uni.onNetworkStatusChange(({ isConnected }) => {
    network.isOnline = isConnected
  })
  uni.getNetworkType({
    success: ({ networkType }) => {
      network.isOnline = networkType !== 'none'
    },
  })
}
