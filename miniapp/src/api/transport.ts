/** One request as it goes out, and what came back: the only place that knows how this platform reaches the service. */
export interface Sent {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  address: string
  headers: Record<string, string>
  body?: unknown
  timeoutMs: number
}

export interface Received {
  status: number
  headers: Record<string, string>
  body: unknown
}

/** @throws 'timeout' | 'offline' where no answer came */
export function transport({ method, address, headers, body, timeoutMs }: Sent): Promise<Received> {
  return new Promise((resolve, reject) => {
    uni.request({
      url: __SERVICE__ + address,
      method,
      header: headers,
      data: body === undefined ? undefined : JSON.stringify(body),
      timeout: timeoutMs,
      dataType: 'json',
      success: ({ statusCode, header, data }) =>
        resolve({ status: statusCode, headers: lowerCased(header), body: data }),
      fail: ({ errMsg }) => reject(/time ?out|超时/i.test(errMsg ?? '') ? 'timeout' : 'offline'),
    })
  })
}

const lowerCased = (header: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries((header ?? {}) as Record<string, unknown>).map(([k, v]) => [k.toLowerCase(), String(v)]),
  )
