import { describe, expect, expectTypeOf, it } from 'vitest'
import { CallFailed, createFake } from '../../src/index.js'
import type { Fake, KanboardClient, WekanClient } from '../../src/index.js'
import { products } from '../../src/products.js'

// The types are judged by tsc (`npm run typecheck`); a line that should be refused says so.

describe('the typed clients', () => {
  it('know what is sent and what comes back', () => {
    expectTypeOf<Parameters<KanboardClient['getTask']>>().toEqualTypeOf<[input: { task_id: number }]>()
    expectTypeOf<Awaited<ReturnType<KanboardClient['createTask']>>>().toEqualTypeOf<number | false>()
    expectTypeOf<Parameters<KanboardClient['createTask']>[0]>().toExtend<{ title: string; project_id: number }>()
    expectTypeOf<KanboardClient['getVersion']>().toBeCallableWith()
    expectTypeOf<Awaited<ReturnType<KanboardClient['getVersion']>>>().toEqualTypeOf<string>()
    expectTypeOf<Parameters<WekanClient['new_card']>[0]['params']>().toEqualTypeOf<{
      boardId: string
      listId: string
    }>()
    expectTypeOf<Awaited<ReturnType<WekanClient['new_card']>>>().toEqualTypeOf<{ _id: string }>()
    expectTypeOf<WekanClient['as']>().returns.toEqualTypeOf<WekanClient>()
    expectTypeOf<Fake['kanboard']>().toEqualTypeOf<KanboardClient>()
  })

  it('know documents member by member', () => {
    type Card = NonNullable<Awaited<ReturnType<WekanClient['get_card']>>>
    expectTypeOf<Card['title']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<Card['dueAt']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<Card['listId']>().toEqualTypeOf<string>()
    type User = Awaited<ReturnType<WekanClient['get_current_user']>>
    expectTypeOf<User['username']>().toEqualTypeOf<string | undefined>()
    type Board = Awaited<ReturnType<WekanClient['get_board']>>
    expectTypeOf<Board['members'][number]['isAdmin']>().toEqualTypeOf<boolean>()
    expectTypeOf<Board['cardAgingDays1']>().toEqualTypeOf<number | undefined>()
    expectTypeOf<Awaited<ReturnType<WekanClient['get_global_settings']>>['productName']>().toEqualTypeOf<
      string | null | undefined
    >()
    expectTypeOf<Awaited<ReturnType<WekanClient['get_admin_orgs']>>[number]['orgDisplayName']>().toEqualTypeOf<
      string | undefined
    >()
    type Overdue = Awaited<ReturnType<KanboardClient['getMyOverdueTasks']>>[number]
    expectTypeOf<Overdue['title']>().toEqualTypeOf<string>()
    // A list without entries is an empty array in some releases; the newest always answers an object.
    expectTypeOf<Awaited<ReturnType<KanboardClient['getMyProjectsList']>>>().toEqualTypeOf<
      Readonly<Record<string, string>>
    >()
    expectTypeOf<Parameters<KanboardClient['getBoard']>>().toEqualTypeOf<[input: { project_id: number }]>()
  })

  it('know which answers have no body, so that nothing is there', () => {
    type Empty<C> = {
      [K in keyof C]: C[K] extends (...given: never[]) => Promise<infer R> ? (undefined extends R ? K : never) : never
    }[keyof C]
    type Read = 'get_integration' | 'get_custom_field' | 'get_comment' | 'get_card' | 'get_swimlane' | 'get_list'
    expectTypeOf<Extract<Empty<WekanClient>, `get_${string}`>>().toEqualTypeOf<Read>()
    expectTypeOf<Awaited<ReturnType<WekanClient['get_board']>>>().not.toBeNullable()
  })

  it('are right about a card that there is not', async () => {
    const { wekan } = createFake({ world: 'demo' })
    const [board] = await wekan.get_public_boards()
    const boardId = board?._id ?? ''
    expect(await wekan.get_card({ params: { boardId, listId: 'none', cardId: 'none' } })).toBeUndefined()
  })

  it('know what comes back of every operation', () => {
    // It writes what other tools read.
    type Open = 'exportExternal'
    type Vague<C> = {
      [K in keyof C]: C[K] extends (...given: never[]) => Promise<infer R>
        ? unknown extends R
          ? K
          : [object, keyof R] extends [R, never]
            ? K
            : never
        : never
    }[keyof C]
    expectTypeOf<Exclude<Vague<WekanClient>, Open>>().toEqualTypeOf<never>()
    expectTypeOf<Vague<KanboardClient>>().toEqualTypeOf<never>()
  })

  it('refuse what is outside the contract', () => {
    const refused = (fake: Fake): void => {
      // @ts-expect-error a task needs a project
      void fake.kanboard.createTask({ title: 'x' })
      // @ts-expect-error titles are texts
      void fake.kanboard.createTask({ title: 1, project_id: 1 })
      // @ts-expect-error there is no such member
      void fake.kanboard.createTask({ title: 'x', project_id: 1, colour: 'red' })
      // @ts-expect-error undefined is no value of a member that may be left out
      void fake.kanboard.createTask({ title: 'x', project_id: 1, color_id: undefined })
      // @ts-expect-error there is no such procedure
      void fake.kanboard.makeTask({})
      // @ts-expect-error a card has a list
      void fake.wekan.new_card({ params: { boardId: 'b' }, body: { swimlaneId: 's', authorId: 'a' } })
      // @ts-expect-error a card lies in a swimlane
      void fake.wekan.new_card({ params: { boardId: 'b', listId: 'l' }, body: { authorId: 'a' } })
    }
    expect(refused).toBeTypeOf('function')
  })

  it.each(products)('$name has a method for every operation', (product) => {
    const fake = createFake()
    const client = product.name === 'wekan' ? fake.wekan : fake.kanboard
    expect(Object.keys(client).sort()).toEqual([...product.operations.map(({ id }) => id), 'as'].sort())
  })
})

describe('calls', () => {
  it('of Kanboard are made by the application, by a user or by nobody', async () => {
    const fake = await createFake({ world: 'demo' })
    const id = await fake.kanboard.createTask({ title: 'Write', project_id: 1 })
    if (id === false) throw new Error('no task')
    expect(await fake.kanboard.getTask({ task_id: id })).toMatchObject({ title: 'Write' })
    const ada = fake.kanboard.as({ user: 'ada', password: 'ada-lovelace' })
    expect(await ada.getMe()).toMatchObject({ username: 'ada' })
    await expect(fake.kanboard.as({}).getVersion()).rejects.toMatchObject({ status: 401, operation: 'getVersion' })
    await expect(fake.kanboard.getMe()).rejects.toBeInstanceOf(CallFailed)
  })

  it('of Wekan sign in at the first call, and again after a reset', async () => {
    const fake = createFake({ world: 'demo', profiles: { wekan: '11.07' } })
    expect(await fake.wekan.get_current_user()).toMatchObject({ username: 'ada' })
    fake.reset()
    expect(await fake.wekan.get_current_user()).toMatchObject({ username: 'ada' })
    const grace = fake.wekan.as({ user: 'grace', password: 'grace-hopper' })
    expect(await grace.get_current_user()).toMatchObject({ username: 'grace' })
    const boards = await fake.wekan.get_public_boards()
    expect(Array.isArray(boards)).toBe(true)
    await expect(fake.wekan.as({ user: 'ada', password: 'wrong' }).get_current_user()).rejects.toMatchObject({
      operation: 'login',
      status: 401,
    })
  })

  it('tell why the product failed without saying so', async () => {
    const fake = createFake({ world: 'demo' })
    const { wekan } = fake
    await expect(
      wekan.new_card({
        params: { boardId: 'nowhere', listId: 'nowhere' },
        body: { title: 'x', authorId: 'x', swimlaneId: 'x' },
      }),
    ).rejects.toMatchObject({ operation: 'new_card', status: 500 })
  })

  it('reach the sandbox whose client it is', async () => {
    const fake = createFake({ world: 'demo' })
    const one = fake.sandbox('one')
    await one.kanboard.createProject({ name: 'only here' })
    const names = async (where: Pick<Fake, 'kanboard'>): Promise<unknown[]> =>
      ((await where.kanboard.getAllProjects()) as { name: string }[]).map(({ name }) => name)
    expect(await names(one)).toContain('only here')
    expect(await names(one.fork())).toContain('only here')
    expect(await names(fake)).not.toContain('only here')
  })

  it('of a product that is not served are refused', () => {
    const fake = createFake({ products: { kanboard: {} } })
    expect(() => fake.wekan).toThrow('wekan is not served')
  })

  it('below a prefix find their way', async () => {
    const fake = createFake({ products: { kanboard: { prefix: '/kanboard' } } })
    expect(await fake.kanboard.getVersion()).toBe('1.2.53')
  })

  it('of others can be made through it in place of fetch', async () => {
    const fake = createFake({ world: 'demo' })
    const instead: typeof globalThis.fetch = fake.fetch
    const statuses = [
      await instead('/api/user'),
      await instead(new URL('https://wekan.example/api/user')),
      await instead(new Request('https://wekan.example/api/user', { headers: { 'x-fake-world': 'one' } })),
    ].map(({ status }) => status)
    expect(statuses).toEqual([200, 200, 200])
    expect(fake.sandboxNames()).toEqual(['one'])
  })

  it('end with the fake that is disposed of', async () => {
    let url = ''
    {
      await using fake = await createFake()
      url = (await fake.listen()).url
      expect((await fetch(`${url}/_fake/health`)).status).toBe(200)
    }
    await expect(fetch(url)).rejects.toThrow('fetch failed')
  })
})
