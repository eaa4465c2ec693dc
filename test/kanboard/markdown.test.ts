import { describe, expect, it } from 'vitest'
import type { ServedProduct } from '../../src/server/fake.js'
import { fakeOf, result } from './ask.js'

/** A text as the activity of a project shows it. */
async function shown(text: string, profile: ServedProduct['profile'] = 'kanboard@1.2.53'): Promise<string> {
  const fake = fakeOf({ profile })
  const asAdmin = { as: 'admin:admin' }
  await result(fake, 'createProject', { name: 'Plan' })
  await result(fake, 'addProjectUser', { project_id: 1, user_id: 1 })
  await result(fake, 'createTask', { title: 'one', project_id: 1 })
  await result(fake, 'createComment', { task_id: 1, user_id: 1, content: text }, asAdmin)
  const [event] = (await result(fake, 'getProjectActivity', { project_id: 1 }, asAdmin)) as { event_content: string }[]
  return /<div class="markdown">(.*)<\/div>\n<\/div>/s.exec(event?.event_content ?? '')?.[1] ?? ''
}

// What 1.2.53 answers, measured.
const texts: readonly (readonly [what: string, text: string, html: string])[] = [
  ['headers', '# One\n## Two ##', '<h1>One</h1>\n<h2>Two</h2>'],
  ['headers that are underlined', 'One\n===\nTwo\n---', '<h1>One</h1>\n<h2>Two</h2>'],
  ['line ends', 'a\nb', '<p>a<br />\nb</p>'],
  [
    'emphasis',
    '**b** *i* __b__ _i_ ~~d~~',
    '<p><strong>b</strong> <em>i</em> <strong>b</strong> <em>i</em> <del>d</del></p>',
  ],
  ['words with underlines', 'snake_case_word', '<p>snake_case_word</p>'],
  ['code', '`a <b>`', '<p><code>a &lt;b&gt;</code></p>'],
  ['fenced code', '```php x\n$a = "1";\n```', '<pre><code class="language-php">$a = "1";</code></pre>'],
  ['indented code', '    a\n\n    b', '<pre><code>a\n\nb</code></pre>'],
  ['rules', 'a\n***\nb', '<p>a</p>\n<hr />\n<p>b</p>'],
  ['quotes', '> a\nlazy', '<blockquote>\n<p>a<br />\nlazy</p>\n</blockquote>'],
  ['lists', '- a\n- b', '<ul>\n<li>a</li>\n<li>b</li>\n</ul>'],
  ['lists with gaps', '* a\n\n* b', '<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>'],
  ['lists in lists', '- a\n  - b', '<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul></li>\n</ul>'],
  ['lists that start later', '3. a\n4. b', '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'],
  [
    'tables',
    'a|b\n:-|-:\n`x|y`|\\|z',
    '<table>\n<thead>\n<tr>\n<th style="text-align: left;">a</th>\n<th style="text-align: right;">b</th>\n</tr>\n</thead>\n' +
      '<tbody>\n<tr>\n<td style="text-align: left;"><code>x|y</code></td>\n<td style="text-align: right;">|z</td>\n</tr>\n</tbody>\n</table>',
  ],
  ['links', '[a *b*](http://x.y "T")', '<p><a href="http://x.y" title="T">a <em>b</em></a></p>'],
  ['links with a name', '[a][R]\n\n[r]: http://x.y', '<p><a href="http://x.y">a</a></p>'],
  ['links without a scheme that is known', '[a](javascript:x)', '<p><a href="javascript%3Ax">a</a></p>'],
  ['pictures', '![a](http://x/i.png)', '<p><img src="http://x/i.png" alt="a" /></p>'],
  ['addresses', 'see http://x.y/z.', '<p>see <a href="http://x.y/z">http://x.y/z</a>.</p>'],
  ['addresses in angles', '<a@b.c>', '<p><a href="mailto:a@b.c">a@b.c</a></p>'],
  ['HTML', '<b>x</b> & &copy; "q"', '<p>&lt;b&gt;x&lt;/b&gt; &amp; &copy; &quot;q&quot;</p>'],
  ['signs after a backslash', '\\*a\\* \\>', '<p>*a* ></p>'],
  [
    'numbers of tasks',
    '#12 x',
    '<p><a href="/?controller=TaskViewController&amp;action=show&amp;task_id=12">#12</a> x</p>',
  ],
  [
    'names of users',
    '@ann. @nobody',
    '<p><a href="/?controller=UserViewController&amp;action=profile&amp;user_id=3" class="user-mention-link"' +
      ' title="Ann" aria-label="Ann">@ann</a>. @nobody</p>',
  ],
  ['numbers in links', '[#12](http://x)', '<p><a href="http://x">#12</a></p>'],
]

describe('Markdown', () => {
  it.each(texts)('has %s', async (_, text, html) => {
    expect(await shown(text)).toBe(html)
  })

  it('leaves addresses of every scheme until 1.2.49', async () => {
    expect(await shown('[a](javascript:x)', 'kanboard@1.2.35')).toBe('<p><a href="javascript:x">a</a></p>')
  })

  it.each([
    ['kanboard@1.2.35', '<a href="/?controller=TaskViewController&amp;action=show&amp;task_id=12">#12</a>'],
    ['kanboard@1.2.20', '<h1>12 x</h1>'],
  ])('of %s makes of a line that begins with a number what it should not', async (profile, html) => {
    expect(await shown('#12 x', profile)).toBe(html)
  })
})
