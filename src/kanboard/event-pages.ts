import { calendarOf } from './calendar.js'
import { colors } from './colors.js'
import { earlyEventPage } from './early-event-pages.js'
import { nameOr, textIn } from './event-titles.js'
import type { EventView } from './event-titles.js'
import { escapeHtml } from './html.js'
import { renderMarkdown } from './markdown.js'
import type { KanboardContext } from './procedure.js'
import { translate } from './translate.js'
import { holds } from './procedures/release-rules.js'
import { wallAt } from './zones.js'

/* The HTML of an event: app/Template/event/*.php and app/Template/task/changes.php of kanboard/kanboard@v1.2.53. */

const column = (event: EventView, name: string): string => escapeHtml(textIn(event, 'task', name))

function linkTo(ctx: KanboardContext, id: string, project = ''): string {
  const query = `controller=TaskViewController&amp;action=show&amp;task_id=${id}${project}`
  const label = translate(ctx, '#{id}').replace('{id}', id)
  return `<a href="/?${query}" class="" title='' >${label}</a>`
}

function taskLink(ctx: KanboardContext, event: EventView): string {
  const isNamed = holds(ctx, 'eventLinksNameProject')
  const project = isNamed ? `&amp;project_id=${textIn(event, 'task', 'project_id')}` : ''
  return linkTo(ctx, textIn(event, 'task', 'id'), project)
}

/** The words after the author; `{link}` is the task, other braces are its columns. */
const sentences: Readonly<Record<string, string>> = {
  'task.create': 'created the task {link}',
  'task.update': 'updated the task {link}',
  'task.close': 'closed the task {link}',
  'task.open': 'opened the task {link}',
  'task.move.column': 'moved the task {link} to the column "{column_title}"',
  'task.move.position': 'moved the task {link} to the position #{position} in the column "{column_title}"',
  'task.move.project': 'moved the task #{id} "{title}" to the project "{project_name}"',
  'task.move.swimlane': 'moved the task {link} to the swimlane "{swimlane_name}"',
  'comment.create': 'commented the task {link}',
  'comment.update': 'updated a comment on the task {link}',
  'comment.delete': 'removed a comment on the task {link}',
  'subtask.create': 'created a subtask for the task {link}',
  'subtask.update': 'updated a subtask for the task {link}',
  'subtask.delete': 'removed a subtask for the task {link}',
  'task.file.create': 'attached a new file to the task {link}',
  'task.file.destroy': 'removed a file from the task {link}',
  'task_internal_link.create_update': 'set a new internal link for the task {link}',
  'task_internal_link.delete': 'removed an internal link for the task {link}',
}

function sentenceOf(ctx: KanboardContext, event: EventView): string {
  const link = taskLink(ctx, event)
  const pattern =
    event.event_name === 'task.assignee_change' ? assigneePattern(event) : (sentences[event.event_name] ?? '')
  return translate(ctx, pattern).replace(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'link') return link
    return name === 'assignee' ? escapeHtml(assigneeOf(event)) : column(event, name)
  })
}

const assigneeOf = (event: EventView): string => nameOr(event, 'assignee_name', 'assignee_username')

const assigneePattern = (event: EventView): string =>
  assigneeOf(event) === ''
    ? 'removed the assignee of the task {link}'
    : 'changed the assignee of the task {link} to {assignee}'

const title = (text: string): string => `    <p class="activity-task-title">${text}</p>\n`

type Body = (ctx: KanboardContext, event: EventView) => string

const taskTitle: Body = (_ctx, event) => title(column(event, 'title'))
const fileName: Body = (_ctx, event) => title(escapeHtml(textIn(event, 'file', 'name')))

const commentText: Body = (ctx, event) =>
  `${taskTitle(ctx, event)}    <div class="markdown">${renderMarkdown(ctx, textIn(event, 'comment', 'comment'))}</div>\n`

const changedComment: Body = (ctx, event) => {
  const text = textIn(event, 'comment', 'comment')
  const shown = text === '' ? '' : `        <div class="markdown">${renderMarkdown(ctx, text)}</div>\n    `
  return `${taskTitle(ctx, event)}    ${shown}`
}

const subtaskLine = (event: EventView, status: string): string => {
  const name = escapeHtml(textIn(event, 'subtask', 'title'))
  return `        <li>\n            ${name} (<strong>${status}</strong>)\n        </li>\n`
}

const removedSubtask: Body = (ctx, event) =>
  `${taskTitle(ctx, event)}    <ul>\n${subtaskLine(event, textIn(event, 'subtask', 'status_name'))}    </ul>\n`

const subtaskBody: Body = (ctx, event) => {
  const assignee = textIn(event, 'subtask', 'name') || textIn(event, 'subtask', 'username')
  const estimate = textIn(event, 'subtask', 'time_estimated')
  const spent = textIn(event, 'subtask', 'time_spent')
  const values: Readonly<Record<string, string>> = { assignee: escapeHtml(assignee), estimate, spent }
  const pattern =
    textIn(event, 'subtask', 'username') === ''
      ? 'Not assigned, estimate of {estimate}h'
      : 'Assigned to {assignee} with an estimate of {spent}/{estimate}h'
  const who = translate(ctx, pattern).replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
  const status = translate(ctx, textIn(event, 'subtask', 'status_name'))
  const line = `        <li>\n                            ${who}                    </li>\n`
  return `${taskTitle(ctx, event)}\n    <ul>\n${subtaskLine(event, status)}${line}    </ul>\n`
}

const linkedTask = (ctx: KanboardContext, event: EventView): string =>
  linkTo(ctx, textIn(event, 'task_link', 'opposite_task_id'))
const relation = (event: EventView): string => escapeHtml(textIn(event, 'task_link', 'label'))
const linkLine = (text: string): string => `    <p class="activity-task-title">\n        ${text}    </p>\n`

const bodies: Readonly<Record<string, Body>> = {
  'comment.create': commentText,
  'comment.delete': commentText,
  'comment.update': changedComment,
  'subtask.create': subtaskBody,
  'subtask.update': subtaskBody,
  'subtask.delete': removedSubtask,
  'task.file.create': fileName,
  'task.file.destroy': fileName,
  'task_internal_link.create_update': (ctx, event) =>
    linkLine(`This task is now linked to the task ${linkedTask(ctx, event)} with the relation "${relation(event)}"`),
  'task_internal_link.delete': (ctx, event) =>
    linkLine(`The link with the relation "${relation(event)}" to the task ${linkedTask(ctx, event)} has been removed`),
  'task.update': (ctx, event) => {
    if (event['changes'] === undefined) return taskTitle(ctx, event)
    const list = changeList(ctx, event)
    return `${taskTitle(ctx, event)}            <div class="activity-changes">\n            ${list}            </div>\n    `
  },
}

/** Blanks that the control structures of the templates leave around the sentence. */
const margins: Readonly<Record<string, { readonly lead: string; readonly tail: string }>> = {
  'task.move.swimlane': { lead: ' '.repeat(12), tail: ' '.repeat(8) },
  'task.assignee_change': { lead: `    \n${' '.repeat(12)}`, tail: ' '.repeat(8) },
}

/** What an event looks like on the page of the activity. */
export function eventPage(ctx: KanboardContext, event: EventView): string {
  if (holds(ctx, 'eventPagesAreShort')) return earlyEventPage(ctx, event)
  const { author, event_name, date_creation } = event
  const sentence = sentenceOf(ctx, event)
  const { lead, tail } = margins[event_name] ?? { lead: '    ', tail: '    ' }
  const line = `${lead}${escapeHtml(author)} ${sentence}${tail}`
  const date = `<small class="activity-date">${localTime(ctx, date_creation)}</small>`
  const body = (bodies[event_name] ?? taskTitle)(ctx, event)
  return `<p class="activity-title">\n${line}${date}\n</p>\n<div class="activity-description">\n${body}</div>\n`
}

/** PHP's `date` with the letters that the settings use. */
export function localTime(ctx: KanboardContext, seconds: number): string {
  const { zone, dateFormat, timeFormat } = calendarOf(ctx)
  const wall = wallAt(zone, seconds)
  const two = (number: number): string => String(number).padStart(2, '0')
  const letters: Readonly<Record<string, string>> = {
    d: two(wall.day),
    m: two(wall.month),
    Y: String(wall.year),
    H: two(wall.hour),
    i: two(wall.minute),
    g: String(wall.hour % 12 || 12),
    a: wall.hour < 12 ? 'am' : 'pm',
  }
  return `${dateFormat} ${timeFormat}`.replace(/[dmYHiga]/g, (letter) => letters[letter] ?? letter)
}

type Change = (ctx: KanboardContext, event: EventView, value: unknown) => string

const isNothing = (text: string): boolean => text === '' || text === '0'

const dated = (event: EventView, ctx: KanboardContext, name: string): string =>
  localTime(ctx, Number(textIn(event, 'task', name)))

const changes: Readonly<Record<string, Change>> = {
  title: (_ctx, event) => `New title: ${column(event, 'title')}`,
  owner_id: (_ctx, event) => {
    if (isNothing(textIn(event, 'task', 'owner_id'))) return 'The task is not assigned anymore'
    return `New assignee: ${escapeHtml(nameOr(event, 'assignee_name', 'assignee_username'))}`
  },
  category_id: (_ctx, event) => {
    if (isNothing(textIn(event, 'task', 'category_id'))) return 'There is no category now'
    return `New category: ${column(event, 'category_name')}`
  },
  color_id: (_ctx, event) => `New color: ${colors.get(textIn(event, 'task', 'color_id'))?.name ?? '?'}`,
  score: (_ctx, event) => `New complexity: ${Number(textIn(event, 'task', 'score'))}`,
  date_due: (ctx, event) => {
    if (isNothing(textIn(event, 'task', 'date_due'))) return 'The due date has been removed'
    return `New due date: ${dated(event, ctx, 'date_due')}`
  },
  description: (_ctx, event) =>
    isNothing(textIn(event, 'task', 'description')) ? 'There is no description anymore' : '',
  time_spent: (_ctx, event) => `Time spent changed: ${column(event, 'time_spent')}h`,
  time_estimated: (_ctx, event) => `Time estimated changed: ${column(event, 'time_estimated')}h`,
  date_started: (ctx, event, value) =>
    isNothing(String(value ?? '')) ? '' : `Start date changed: ${dated(event, ctx, 'date_started')}`,
}

const described = (ctx: KanboardContext, event: EventView, name: string, value: unknown): string => {
  if (name.startsWith('recurrence_')) return 'Recurrence settings has been modified'
  const change = changes[name]
  return change ? change(ctx, event, value) : `The field &quot;${escapeHtml(name)}&quot; has been updated`
}

function changeList(ctx: KanboardContext, event: EventView): string {
  const told = event['changes']
  const entries = typeof told === 'object' && told !== null ? Object.entries(told) : []
  if (entries.length === 0) return ''
  const items = entries.map(([name, value]) => described(ctx, event, name, value)).filter((text) => text !== '')
  const list = `    <ul>\n        ${items.map((text) => `<li>${text}</li>`).join('')}    </ul>\n\n`
  const description = entries.find(([name]) => name === 'description')?.[1]
  if (typeof description !== 'string' || isNothing(description)) return list
  const text = renderMarkdown(ctx, textIn(event, 'task', 'description'))
  const lead = '            <p><strong>The description has been modified:</strong></p>\n'
  return `${list}${lead}                    <div class="markdown">${text}</div>\n        `
}
