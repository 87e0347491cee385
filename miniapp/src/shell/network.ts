import { reactive } from 'vue'

/** Whether the phone says that it has a network. */
export const network = reactive({ isOnline: true })

export function watchNetwork(): void {
  uni.onNetworkStatusChange(({ isConnected }) => {
    network.isOnline = isConnected
  })
  uni.getNetworkType({
    success: ({ networkType }) => {
      network.isOnline = networkType !== 'none'
    },
  })
}
