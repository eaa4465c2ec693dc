// The floor: a server that reads the body and answers a fixed user, on node:http or on Hono.
import { createServer } from 'node:http'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const user = { _id: 'XQMZgynx9M79qTtQc', username: 'bench', emails: [], isAdmin: true, profile: {}, boards: [] }

if (process.argv[2] === 'http') {
  const server = createServer((request, response) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      if (chunks.length > 0) JSON.parse(Buffer.concat(chunks).toString())
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(user))
    })
  })
  server.listen(0, '127.0.0.1', () => console.log(server.address().port))
} else {
  const app = new Hono()
  app.get('*', (c) => c.json(user))
  app.post('*', async (c) => {
    await c.req.json()
    return c.json(user)
  })
  serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(port))
}
