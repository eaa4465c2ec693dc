import { colors } from './colors.js'
import { nameOr, textIn } from './event-titles.js'
import type { EventView } from './event-titles.js'
import { calendarOf } from './calendar.js'
import { escapeHtml } from './html.js'
import { renderMarkdown } from './markdown.js'
import type { KanboardContext } from './procedure.js'
import { wallAt } from './zones.js'

/*
 * The HTML of an event until 1.0.26: kanboard/kanboard@v1.0.22 app/Template/event/*.php and task/changes.php. Only what
 * users could do then: events of tasks.
 */

const column = (event: EventView, name: string): string => escapeHtml(textIn(event, 'task', name))
const isNothing = (text: string): boolean => text === '' || text === '0'

function taskLink(event: EventView): string {
  const id = textIn(event, 'task', 'id')
  const query = `controller=task&amp;action=show&amp;task_id=${id}&amp;project_id=${textIn(event, 'task', 'project_id')}`
  return `<a href="/?${query}" class="" title="" >#${id}</a>`
}

const patterns: Readonly<Record<string, string>> = {
  'task.create': 'created the task {link}',
  'task.update': 'updated the task {link}',
  'task.close': 'closed the task {link}',
  'task.open': 'opened the task {link}',
  'task.move.column': 'moved the task {link} to the column "{column_title}"',
  'task.move.position': 'moved the task {link} to the position #{position} in the column "{column_title}"',
}

function sentenceOf(event: EventView): string {
  if (event.event_name === 'task.assignee_change') {
    const assignee = nameOr(event, 'assignee_name', 'assignee_username')
    if (assignee === '') return `remove the assignee of the task ${taskLink(event)}`
    return `changed the assignee of the task ${taskLink(event)} to ${escapeHtml(assignee)}`
  }
  if (event.event_name === 'task.move.swimlane') {
    if (isNothing(textIn(event, 'task', 'swimlane_id')))
      return `moved the task ${taskLink(event)} to the first swimlane`
    return `moved the task ${taskLink(event)} to the swimlane "${column(event, 'swimlane_name')}"`
  }
  const pattern = patterns[event.event_name] ?? ''
  return pattern.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'link' ? taskLink(event) : column(event, name)))
}

/** Blanks that the control structures of the templates leave around the sentence. */
const margins: Readonly<Record<string, readonly [lead: string, tail: string]>> = {
  'task.assignee_change': [`    \n${' '.repeat(12)}`, '    '],
  'task.move.swimlane': [' '.repeat(12), '    '],
}

export function earlyEventPage(ctx: KanboardContext, event: EventView): string {
  const [lead, tail] = margins[event.event_name] ?? ['    ', '']
  const line = `${lead}${escapeHtml(event.author)} ${sentenceOf(event)}${tail}`
  const rest = event.event_name === 'task.update' ? `    ${changesOf(ctx, event)}` : ''
  const title = `    <em>${column(event, 'title')}</em>\n`
  return `\n<p class="activity-title">\n${line}</p>\n<p class="activity-description">\n${title}${rest}</p>`
}

function changesOf(ctx: KanboardContext, event: EventView): string {
  const told = event['changes']
  const entries = typeof told === 'object' && told !== null ? Object.entries(told) : []
  if (entries.length === 0) return ''
  const items = entries.map(([name, value]) => described(ctx, event, name, value)).filter((text) => text !== '')
  const list = `    <ul>\n        ${items.map((text) => `<li>${text}</li>`).join('')}    </ul>\n\n    `
  return `        <div class="activity-changes">\n            ${list}${description(ctx, event, entries)}        </div>\n    `
}

function description(ctx: KanboardContext, event: EventView, changes: readonly (readonly [string, unknown])[]): string {
  const value = changes.find(([name]) => name === 'description')?.[1]
  if (typeof value !== 'string' || isNothing(value)) return ''
  const text = renderMarkdown(ctx, textIn(event, 'task', 'description'))
  return `        <p>The description have been modified</p>\n        <div class="markdown">${text}</div>\n    `
}

const texts: Readonly<Record<string, string>> = {
  title: 'New title: {title}',
  category_id: 'New category: {category_name}',
  score: 'New complexity: {score}',
  time_spent: 'Time spent changed: {time_spent}h',
  time_estimated: 'Time estimated changed: {time_estimated}h',
}

/** What is said of a column that has nothing now. */
const removals: Readonly<Record<string, string>> = {
  owner_id: 'The task is not assigned anymore',
  category_id: 'There is no category now',
  date_due: 'The due date have been removed',
  description: 'There is no description anymore',
}

function described(ctx: KanboardContext, event: EventView, name: string, value: unknown): string {
  const removal = removals[name]
  if (removal !== undefined && isNothing(textIn(event, 'task', name))) return removal
  if (name === 'description') return ''
  if (name === 'owner_id') return `New assignee: ${escapeHtml(nameOr(event, 'assignee_name', 'assignee_username'))}`
  if (name === 'color_id') return `New color: ${colors.get(textIn(event, 'task', 'color_id'))?.name ?? '?'}`
  if (name === 'date_due') return `New due date: ${longDate(ctx, textIn(event, 'task', name))}`
  if (name === 'date_started') {
    return isNothing(String(value ?? '')) ? '' : `Start date changed: ${longDate(ctx, textIn(event, 'task', name))}`
  }
  if (name.startsWith('recurrence_')) return 'Recurrence settings have been modified'
  const pattern = texts[name]
  if (pattern === undefined) return `The field &quot;${escapeHtml(name)}&quot; have been updated`
  return pattern.replace(/\{(\w+)\}/g, (_, part: string) => column(event, part))
}

const months = 'January February March April May June July August September October November December'.split(' ')

/** PHP's `strftime('%B %e, %Y')`. */
function longDate(ctx: KanboardContext, seconds: string): string {
  const { day, month, year } = wallAt(calendarOf(ctx).zone, Number(seconds))
  return `${months[month - 1] ?? ''} ${String(day).padStart(2, ' ')}, ${year}`
}
