import { describe, expect, it } from 'vitest'
import { readQuery } from '../../src/kanboard/search/lexer.js'

const language = { attributes: ['status', 'title', 'due', 'subtask:assignee', 'priority'], fallback: 'title' }
const read = (input: string): Record<string, readonly string[]> => Object.fromEntries(readQuery(input, language))

describe('the query language of searchTasks', () => {
  it('takes the word behind an attribute as its value', () => {
    expect(read('status:open')).toEqual({ status: ['open'] })
  })

  it('keeps blanks between quotes and drops the quotes', () => {
    expect(read('title:"a b"')).toEqual({ title: ['a b'] })
  })

  it('collects several values of one attribute', () => {
    expect(read('status:open status:closed')).toEqual({ status: ['open', 'closed'] })
  })

  it('joins the text that belongs to no attribute', () => {
    expect(read('fix status:open login')).toEqual({ status: ['open'], title: ['fix  login'] })
  })

  it('puts loose text in the place of what the title was given', () => {
    expect(read('title:docs login')).toEqual({ title: ['login'] })
  })

  it('ignores the letter case of attributes', () => {
    expect(read('STATUS:open')).toEqual({ status: ['open'] })
  })

  it('takes an attribute that nobody knows for text', () => {
    expect(read('colour_of:red')).toEqual({ title: ['colour_of:red'] })
  })

  it('loses an attribute that a blank or another attribute follows', () => {
    expect(read('status: open')).toEqual({ title: ['open'] })
    expect(read('status:due:today')).toEqual({ title: ['today'] })
  })

  it('ends a date where its digits end', () => {
    expect(read('due:>=2001-02-03T10:00')).toEqual({ due: ['>=2001-02-03'], title: ['T10:00'] })
  })

  it('takes an operator with one word or with quoted text', () => {
    expect(read('priority:>=2')).toEqual({ priority: ['>=2'] })
    expect(read('due:<"next monday"')).toEqual({ due: ['<next monday'] })
  })

  it('reads the attribute with a colon in its name', () => {
    expect(read('subtask:assignee:ann')).toEqual({ 'subtask:assignee': ['ann'] })
  })

  it('asks for nothing when a blank is none to the lexer', () => {
    expect(read('status:open \u00a0')).toEqual({})
  })
})
