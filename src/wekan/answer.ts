import { parse } from 'node:querystring'
import { fakeHeader, newTrace } from '../kernel/exchange.js'
import type { Inbound, Outbound, Trace } from '../kernel/exchange.js'
import { invoke, requestDeviations } from '../kernel/invoke.js'
import type { Addressed, Setup } from '../kernel/product.js'
import { inVersions } from '../kernel/versions.js'
import { userOfToken } from './accounts.js'
import { readBody } from './body.js'
import { apiOffInWords, expressRouting } from './changes.js'
import { contextOf } from './context.js'
import type { WekanContext } from './context.js'
import { errorPage, Mishap, prettyFailure, replyTo, resultHeaders, sent } from './failures.js'
import type { Reply } from './failures.js'
import { FileAnswer, replyOfFile } from './file-answer.js'
import { linkedFile } from './file-links.js'
import { appPage, methodsText, notForTheApp } from './front.js'
import { connectPaths, expressPaths, Matcher } from './matcher.js'
import type { Match } from './matcher.js'
import { isRoute, styleOf } from './route.js'
import type { Route } from './route.js'
import { routes, unbuiltRoutes } from './registry.js'
import type { WekanWorld } from './tables.js'
import { tokenOf } from './token.js'
import type { UpstreamRoute } from './upstream.js'

type Served = Route | UpstreamRoute

/** Answers one request as the release of the setup does: body, gate, token, route, in the order of the middleware. */
export function answerWekan(world: WekanWorld, setup: Setup, request: Inbound): Outbound | Promise<Outbound> {
  const trace = newTrace()
  const reply = decide(world, setup, request, trace)
  if (reply instanceof Promise) return reply.then((made) => outbound(made, request, trace))
  return outbound(reply, request, trace)
}

function outbound(reply: Reply, request: Inbound, trace: Trace): Outbound {
  const own =
    'x-fake' in reply.headers || trace.reasons.length === 0 ? {} : fakeHeader('reason', trace.reasons.join('; '))
  const whole = {
    status: reply.status,
    headers: { ...reply.headers, ...own },
    trace,
    ...(reply.isSilent === true ? { isSilent: true } : {}),
  }
  return request.method === 'HEAD' || reply.body === undefined ? whole : { ...whole, body: reply.body }
}

function decide(world: WekanWorld, setup: Setup, request: Inbound, trace: Trace): Reply | Promise<Reply> {
  const isExpress = inVersions(expressRouting, setup.profile.version)
  const body = readBody(request)
  if (!body.ok) {
    trace.reasons.push(body.why)
    return isExpress ? errorPage(body.status) : oldRefusal(request.path, body.status)
  }
  if (world.settings.api === 'off' && request.path.startsWith('/api')) return apiIsOff(setup, trace)
  const found = known(setup, find(setup, request, isExpress))
  if (found === 'malformed') return malformed(request.path, isExpress, trace)
  if (!found) return linkedFile(world, setup.profile.version, request, trace) ?? unrouted(setup, request, isExpress)
  if (!isRoute(found.route)) return notBuilt(found.route, trace)
  return run(world, setup, request, { route: found.route, params: found.params, body: body.value, trace, isExpress })
}

/** What an observed server does not have is not found. */
function known(
  { profile }: Setup,
  found: Match<Served> | 'malformed' | undefined,
): Match<Served> | 'malformed' | undefined {
  if (found === undefined || found === 'malformed') return found
  return profile.shapes?.[found.route.id]?.isAbsent === true ? undefined : found
}

interface Call {
  readonly route: Route
  readonly params: Readonly<Record<string, string>>
  readonly body: Record<string, unknown>
  readonly trace: Trace
  readonly isExpress: boolean
}

function run(world: WekanWorld, setup: Setup, request: Inbound, call: Call): Reply | Promise<Reply> {
  const { route, params, body, trace, isExpress } = call
  trace.operations.push(route.id)
  const authToken = tokenOf(request, isExpress)
  const user = authToken === undefined ? undefined : userOfToken(world, authToken)
  if (user) trace.actor = user.username ?? user._id
  if (!user && authToken !== undefined) trace.reasons.push('the token is unknown or expired')
  const input = { params, query: Object.fromEntries(new URLSearchParams(request.query)), body }
  for (const deviation of requestDeviations(route, input, setup)) trace.deviations.push(deviation)
  if (setup.fidelity === 'strict' && trace.deviations.length > 0) return refuseStrictly(trace)
  const { headers, base = '' } = request
  const sentRequest = { headers, query: parse(request.query), bytes: request.body, base }
  const handle = (prepared?: unknown): Reply | Promise<Reply> => {
    const from = { user, authToken, remote: request.remote, request: { ...sentRequest, prepared } }
    const ctx = contextOf(world, setup, from, trace.reasons)
    return handled(ctx, input, call)
  }
  if (!route.prepare) return handle()
  return route.prepare(sentRequest).then((prepared) => {
    // Other requests were answered meanwhile; from here on nothing comes between.
    world.begin()
    const reply = handle(prepared)
    trace.changes = world.changes()
    return reply
  })
}

function handled(ctx: WekanContext, input: unknown, { route, trace, isExpress }: Call): Reply | Promise<Reply> {
  try {
    const result = invoke(route, ctx, input, ctx.setup, (deviation) => trace.deviations.push(deviation))
    if (result instanceof FileAnswer) return replyOfFile(result)
    return withoutResultHeaders(route, sent(200, result))
  } catch (error) {
    const style = styleOf(route, ctx.setup.profile.version)
    const reply = replyTo(error, { style, authStatus: route.authStatus, isExpress })
    if (error instanceof Error && isMute(error, reply)) trace.reasons.push(error.message)
    return withoutResultHeaders(route, reply)
  }
}

/** Whether an answer keeps to itself what went wrong. */
function isMute(error: Error, { body, headers }: Reply): boolean {
  if (body === '{}' || headers['content-type']?.startsWith('text/html') === true) return true
  return error instanceof Mishap && typeof body === 'string' && !body.includes(error.message)
}

function withoutResultHeaders({ isBare }: Route, reply: Reply): Reply {
  if (isBare !== true) return reply
  return {
    ...reply,
    headers: Object.fromEntries(Object.entries(reply.headers).filter(([name]) => !(name in resultHeaders))),
  }
}

const matchers = new Map<string, Matcher<Served>>()

function matcherOf(version: string, isExpress: boolean): Matcher<Served> {
  const known = matchers.get(version)
  if (known) return known
  const own: Served[] = routes.filter((route) => inVersions(route.versions, version))
  const rest: Served[] = unbuiltRoutes.filter((route) => inVersions(route, version))
  const made = new Matcher([...own, ...rest], isExpress ? expressPaths : connectPaths)
  matchers.set(version, made)
  return made
}

function find(setup: Setup, request: Inbound, isExpress: boolean): Match<Served> | 'malformed' | undefined {
  const matcher = matcherOf(setup.profile.version, isExpress)
  try {
    // connect-route decodes the whole address, what follows the question mark included.
    if (!isExpress) decodeURI(request.query)
    const isHead = request.method === 'HEAD' && isExpress
    const found = matcher.find(isHead ? 'GET' : request.method, request.path)
    return found?.isMalformed === true ? 'malformed' : found
  } catch (error) {
    if (error instanceof URIError) return 'malformed'
    throw error
  }
}

function malformed(path: string, isExpress: boolean, trace: Trace): Reply {
  trace.reasons.push('the percent-encoding of the address is malformed')
  return isExpress ? errorPage(400) : oldRefusal(path, 500)
}

// The JSON error handler is mounted at these two paths, without regard to case.
function oldRefusal(path: string, status: number): Reply {
  if (/^\/users\/(login|register)(\/|$)/i.test(path)) return prettyFailure(Object.assign(new Error(), { status }), {})
  return errorPage(status)
}

function unrouted(setup: Setup, request: Inbound, isExpress: boolean): Reply {
  if (request.method === 'GET' || request.method === 'HEAD') return appPage
  if (request.method !== 'OPTIONS' || !isExpress) return notForTheApp(request.method)
  const methods = matcherOf(setup.profile.version, isExpress).methodsOf(request.path)
  return methods.length === 0 ? notForTheApp(request.method) : methodsText(methods)
}

function apiIsOff(setup: Setup, trace: Trace): Reply {
  trace.reasons.push('the API is switched off')
  if (!inVersions(apiOffInWords, setup.profile.version)) return { status: 301, headers: { location: '/' } }
  return { status: 403, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: apiOffText }
}

const apiOffText = [
  'WeKan API is disabled, so this address answers nothing.',
  '',
  'Exports use it too - a board or card exported to PDF, Excel, JSON, .zip',
  'or CSV is a download from /api/..., so with the API off none of them can',
  'work. Set the environment variable WITH_API=true and restart WeKan.',
  '',
].join('\n')

function notBuilt(route: UpstreamRoute, trace: Trace): Reply {
  const text = `${route.method} ${route.path} (${route.id}) is not imitated yet`
  trace.reasons.push(text)
  return problem(501, { title: 'Not built', detail: text }, fakeHeader('not-built', text))
}

function refuseStrictly(trace: Trace): Reply {
  const found = trace.deviations.map(({ path, message }) => `${path || '/'}: ${message}`)
  const text = `outside the documented contract: ${found.join('; ')}`
  return problem(422, { title: 'Outside the documented contract', detail: text }, fakeHeader('strict', text))
}

function problem(
  status: number,
  what: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
): Reply {
  const body = JSON.stringify({ type: 'about:blank', status, ...what })
  return { status, headers: { 'content-type': 'application/problem+json', ...headers }, body }
}

const NEWEST = '11.07'

/** Which operation a request is for; none for paths that no route has. */
export function identifyWekan(request: Omit<Addressed, 'body'>): readonly string[] {
  const { method, version = NEWEST } = request
  const [path = ''] = request.path.split('?')
  const isExpress = inVersions(expressRouting, version)
  try {
    const found = matcherOf(version, isExpress).find(method === 'HEAD' && isExpress ? 'GET' : method, path)
    return found ? [found.route.id] : []
  } catch (error) {
    if (error instanceof URIError) return []
    throw error
  }
}
