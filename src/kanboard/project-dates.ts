import type { Subscriber } from './events.js'
import { holds } from './procedures/release-rules.js'
import { noteChange } from './project-store.js'

/** A project notes when one of its tasks changed: app/Subscriber/ProjectModificationDateSubscriber.php. */
export const projectDates: Subscriber = {
  events: [
    'task.create_update',
    'task.close',
    'task.open',
    'task.move.swimlane',
    'task.move.column',
    'task.move.position',
    'task.move.project',
    'task.assignee_change',
    'subtask.create_update',
    'subtask.delete',
  ],
  handle: (ctx, { name, data: { task } }) => {
    if (name.startsWith('subtask.') && !holds(ctx, 'subtasksTouchProjects')) return
    if (typeof task !== 'object' || task === null || !('project_id' in task)) return
    if (typeof task.project_id === 'number') noteChange(ctx, task.project_id)
  },
}
