import { readFileSync } from 'node:fs'
import { z } from 'zod'

const Request = z.looseObject({
  method: z.string().optional(),
  path: z.string(),
  /** `bearer:TOKEN`, `basic:USER:PASSWORD` or `xapi:USER:PASSWORD`. */
  auth: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  json: z.unknown().optional(),
  form: z.record(z.string(), z.string()).optional(),
  text: z.string().optional(),
  /** Bytes that are no text. */
  base64: z.string().optional(),
})

const Answer = z.looseObject({
  status: z.number(),
  contentType: z.string(),
  /** Parsed JSON; absent when the body is none, then `text` has it. */
  body: z.unknown().optional(),
  text: z.string().optional(),
  wwwAuthenticate: z.string().optional(),
})

const Step = z.looseObject({
  name: z.string(),
  request: Request,
  /** Values to remember from the answer: `{ cardId: '$._id' }`. */
  capture: z.record(z.string(), z.string()).optional(),
  /** Paths that differ from run to run: `$.a[*].b` in the body, `@.text` in the answer; a leading `?` may be absent. */
  volatile: z.array(z.string()).optional(),
  /** `false` when the order of a list at the top of the body means nothing. */
  order: z.boolean().optional(),
  response: Answer.optional(),
})

const Scenario = z.looseObject({
  product: z.string(),
  version: z.string(),
  name: z.string(),
  vars: z.record(z.string(), z.unknown()).optional(),
  recordedVars: z.record(z.string(), z.unknown()).optional(),
  steps: z.array(Step).min(1),
})

/** One call of a recording, as written in the file. */
export type RecordedRequest = z.infer<typeof Request>
/** What came back, reduced to what a recording keeps. */
export type RecordedAnswer = z.infer<typeof Answer>
export type RecordedStep = z.infer<typeof Step>
/** A story of calls; a recording once its steps have answers. */
export type Recording = z.infer<typeof Scenario>

/** Reads a recording. Throws an `Error` that names the file, the place and what was expected there. */
export function readRecording(file: string): Recording {
  const parsed = Scenario.safeParse(parseJson(file))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Error(`${file}: at ${issue?.path.join('.') || 'the top'}: ${issue?.message ?? 'not a recording'}`)
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}
