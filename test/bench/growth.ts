import { createFake } from '../../src/index.js'
import type { Fake } from '../../src/index.js'

/**
 * How the cost of a call grows with what is in the store: processor time per call in process, printed as a ratio to the
 * smallest store. Rows are put into the tables directly, copies of one that the API made, 100 to a project or board.
 */
const SIZES = [100, 1_000, 10_000, 100_000, 1_000_000]
const CALLS = 400
const PER_PARENT = 100

interface Growing {
  readonly name: string
  readonly calls: Readonly<Record<string, () => Promise<unknown>>>
  /** Brings the store to that many rows and makes an empty place for the rows that calls create. */
  grow(size: number): Promise<void>
}

for (const growing of [await kanboard(), await wekan()]) await curve(growing)

async function curve({ name, calls, grow }: Growing): Promise<void> {
  console.log(`\n${name}: processor time per call, ${CALLS} calls each, and ratio to ${SIZES[0]} rows`)
  const base = new Map<string, number>()
  // The first calls pay for compiling schemas and code, whatever the size of the store.
  for (const run of Object.values(calls)) for (let i = 0; i < CALLS; i++) await run()
  for (const size of SIZES) {
    await grow(size)
    const cells: string[] = []
    for (const [call, run] of Object.entries(calls)) {
      const micros = await cost(run)
      base.set(call, base.get(call) ?? micros)
      cells.push(`${call} ${micros.toFixed(0)} µs (${(micros / (base.get(call) ?? micros)).toFixed(2)}×)`)
    }
    console.log(`  ${String(size).padStart(9)} rows: ${cells.join(', ')}`)
  }
}

async function cost(run: () => Promise<unknown>): Promise<number> {
  for (let i = 0; i < CALLS / 4; i++) await run()
  const before = process.cpuUsage()
  for (let i = 0; i < CALLS; i++) await run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / CALLS
}

function tableOf(
  fake: Fake,
  name: string,
): { size: number; insert(row: object): unknown; [Symbol.iterator](): Iterator<object> } {
  const table = fake.instances[0]?.world.tables[name]
  if (!table) throw new Error(`no table ${name}`)
  return table
}

async function kanboard(): Promise<Growing> {
  const fake = createFake({ products: { kanboard: { settings: { api_token: 'bench' } } } })
  const call = async (method: string, params: object): Promise<unknown> => {
    const headers = { authorization: `Basic ${btoa('jsonrpc:bench')}` }
    const body = JSON.stringify({ jsonrpc: '2.0', method, id: 1, params })
    return (await fake.fetch('/jsonrpc.php', { method: 'POST', headers, body })).text()
  }
  await call('createProject', { name: 'Bench' })
  await call('createTask', { project_id: 1, title: 'First' })
  const tasks = tableOf(fake, 'tasks')
  const [first] = [...tasks]
  let id = 1_000_000
  let place = '1'
  return {
    name: 'Kanboard tasks',
    calls: {
      createTask: () => call('createTask', { project_id: place, title: 'More' }),
      getTask: () => call('getTask', { task_id: 1 }),
      getAllTasks: () => call('getAllTasks', { project_id: 1 }),
      getBoard: () => call('getBoard', { project_id: 1 }),
    },
    async grow(size) {
      while (tasks.size < size) {
        id += 1
        tasks.insert({
          ...first,
          id,
          project_id: 1000 + Math.floor(id / PER_PARENT),
          column_id: id,
          place: `bench ${id}`,
        })
      }
      const made = JSON.parse(String(await call('createProject', { name: `Place ${size}` }))) as { result: number }
      place = String(made.result)
    },
  }
}

async function wekan(): Promise<Growing> {
  const fake = createFake({ products: { wekan: {} } })
  const json = { 'content-type': 'application/json' }
  const post = async (path: string, body: object, token?: string): Promise<Record<string, string>> => {
    const headers = { ...json, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }
    return (await (await fake.fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as Record<
      string,
      string
    >
  }
  const { token = '' } = await post('/users/register', { username: 'bench', password: 'bench-password' })
  const { _id: board = '', defaultSwimlaneId = '' } = await post('/api/boards', { title: 'Bench' }, token)
  const { _id: list = '' } = await post(`/api/boards/${board}/lists`, { title: 'List' }, token)
  const path = `/api/boards/${board}/lists/${list}/cards`
  const read = (below: string) => async (): Promise<string> =>
    (await fake.fetch(below, { headers: { authorization: `Bearer ${token}` } })).text()
  let place = { path, swimlaneId: defaultSwimlaneId }
  const add = (): Promise<Record<string, string>> =>
    post(place.path, { title: 'Card', swimlaneId: place.swimlaneId }, token)
  const { _id: card = '' } = await add()
  const cards = tableOf(fake, 'cards')
  const [first] = [...cards]
  let id = 0
  return {
    name: 'Wekan cards',
    calls: {
      'create card': add,
      'read card': read(`${path}/${card}`),
      'cards of a list': read(path),
      'cards of a swimlane': read(`/api/boards/${board}/swimlanes/${defaultSwimlaneId}/cards`),
    },
    async grow(size) {
      while (cards.size < size) {
        id += 1
        const parent = `bench${Math.floor(id / PER_PARENT)}`
        cards.insert({ ...first, _id: `bench-card-${id}`, boardId: parent, listId: parent, swimlaneId: parent })
      }
      const made = await post('/api/boards', { title: `Place ${size}` }, token)
      const { _id: own = '' } = await post(`/api/boards/${made['_id'] ?? ''}/lists`, { title: 'List' }, token)
      place = {
        path: `/api/boards/${made['_id'] ?? ''}/lists/${own}/cards`,
        swimlaneId: made['defaultSwimlaneId'] ?? '',
      }
    },
  }
}
