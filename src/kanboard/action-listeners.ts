import type { ActionRow } from './attached-rows.js'
import type { Caller } from './auth.js'
import { actionNamed, nameAt } from './actions.js'
import type { KanboardEvent } from './events.js'
import type { KanboardContext } from './procedure.js'
import { projectsOf } from './project-roles.js'
import type { KanboardWorld } from './tables.js'

/*
 * How automatic actions come to listen: kanboard/kanboard@v1.2.53 app/Core/Action/ActionManager.php attachEvents() and
 * app/Action/Base.php execute(). Every call of a batch attaches all of them again, the first one before the caller is
 * known; so the actions of the second call run twice.
 */

interface ActionListener {
  readonly action: ActionRow
  /** Events that it has seen: the same one is not handled twice. */
  readonly seen: Set<string>
}

/** The listeners of one HTTP request. */
export interface ActionListeners {
  readonly all: ActionListener[]
  /** Who made the call before, whose session goes on. */
  caller: Caller | undefined
}

export const noListeners = (): ActionListeners => ({ all: [], caller: undefined })

/** What attaching needs to know. */
interface Bootstrap {
  readonly world: KanboardWorld
  readonly listeners: ActionListeners
}

/** Attaches all actions, or those of the projects of the user who made the call before. */
export function attachActions({ world, listeners }: Bootstrap): void {
  const { actions, projects } = world.tables
  const { caller } = listeners
  const ids = caller?.kind === 'user' ? projectsOf(world, caller.user.id) : undefined
  const active = ids?.filter((id) => projects.get(id)?.is_active === 1)
  const attached = active === undefined ? [...actions] : active.flatMap((id) => actions.where({ project_id: id }))
  for (const action of attached) listeners.all.push({ action, seen: new Set() })
}

/** Runs the actions that listen to an event and whose conditions hold. */
export function runActions({ all }: ActionListeners, ctx: KanboardContext, event: KanboardEvent): void {
  for (const { action, seen } of all) {
    const name = nameAt(event.name, ctx.setup.profile.version)
    if (action.event_name !== name) continue
    const key = JSON.stringify([event.name, event.data])
    if (seen.has(key)) continue
    seen.add(key)
    const definition = actionNamed(ctx, action.action_name)
    if (!definition?.events.includes(name) || !concerns(event, action.project_id)) continue
    const fired = { data: event.data, params: action.params, ctx }
    if (definition.holds(fired)) definition.run(fired)
  }
}

function concerns({ data }: KanboardEvent, project: number): boolean {
  const { task } = data
  const ofTask = typeof task === 'object' && task !== null && 'project_id' in task ? task.project_id : undefined
  return data['project_id'] === project || ofTask === project
}
