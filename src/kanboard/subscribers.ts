import { activity } from './activity.js'
import type { Subscriber } from './events.js'
import { notifications } from './notifications.js'
import { recurrence } from './procedures/task-recurrence.js'
import { projectDates } from './project-dates.js'

/**
 * Everyone who listens to events, in the order of kanboard/kanboard@v1.2.53 app/ServiceProvider/EventDispatcherProvider.php:
 * date of the project, notifications and activity, recurrence; automatic actions come last.
 */
export const subscribers: readonly Subscriber[] = [projectDates, notifications, activity, recurrence]
