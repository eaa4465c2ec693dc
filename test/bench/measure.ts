import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import type { Contender } from './contenders.js'

export interface Case {
  readonly name: string
  /** Requests measured after a warm-up of a quarter as many. */
  readonly requests: number
  /** The same for a contender that is known to be slow. */
  readonly slowRequests: number
}

export interface Measured {
  readonly cpuMicros: number
}

const CONNECTIONS = 10
/** Linux counts processor time in ticks of 10 ms; `getconf CLK_TCK` is 100 on every common kernel. */
const TICK_MICROS = 10_000

export async function measure(contender: Contender, one: Case): Promise<Measured> {
  const count = contender.isSlow ? one.slowRequests : one.requests
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  try {
    await load(contender, one.name, count / 4, agent)
    const before = cpuMicros(contender.pid)
    await load(contender, one.name, count, agent)
    return { cpuMicros: (cpuMicros(contender.pid) - before) / count }
  } finally {
    agent.destroy()
  }
}

/** User and system time of a process, from fields 14 and 15 of /proc/PID/stat. */
function cpuMicros(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROS
}

async function load(contender: Contender, name: string, count: number, agent: Agent): Promise<void> {
  let left = Math.ceil(count)
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      await once(contender, name, agent)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, worker))
}

function once(contender: Contender, name: string, agent: Agent): Promise<void> {
  const { method, path, headers, body } = contender.requestFor(name)
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: contender.port, method, path, agent, headers }, (answer) => {
      answer.resume()
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve()
        else reject(new Error(`${contender.name} answered ${answer.statusCode ?? 0} to ${name}`))
      })
    })
    call.on('error', reject)
    call.end(body)
  })
}
