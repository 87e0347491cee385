import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** What /metrics tells of requests. Labels are looked up once: doing it for each request costs more than counting. */
export class HttpMetrics {
  readonly registry = new Registry()
  private readonly requests: Counter<'method' | 'route' | 'status'>
  private readonly seconds: Histogram<'route'>
  private readonly counters = new Map<string, { inc(): void }>()
  private readonly timers = new Map<string, { observe(seconds: number): void }>()

  constructor() {
    collectDefaultMetrics({ register: this.registry })
    this.requests = new Counter({
      name: 'guangting_http_requests_total',
      help: 'Requests by method, route and status',
      labelNames: ['method', 'route', 'status'],
      registers: [this.registry],
    })
    this.seconds = new Histogram({
      name: 'guangting_http_request_seconds',
      help: 'Seconds from the first byte to the answer, by route',
      labelNames: ['route'],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10],
      registers: [this.registry],
    })
  }

  note(method: string, route: string, status: number, ms: number): void {
    const key = `${method} ${status} ${route}`
    let counter = this.counters.get(key)
    if (!counter) {
      counter = this.requests.labels(method, route, String(status))
      this.counters.set(key, counter)
    }
    counter.inc()
    let timer = this.timers.get(route)
    if (!timer) {
      timer = this.seconds.labels(route)
      this.timers.set(route, timer)
    }
    timer.observe(ms / 1000)
  }
}
