import { z } from 'zod'

/** Which entries of a log. Every member may be written as text, as in the query of a URL. */
export const LogQuery = z
  .strictObject({
    product: z.string().optional().describe('wekan, kanboard.'),
    operation: z.string().optional().describe('Upstream name; `*` stands for any letters.'),
    actor: z.string().optional().describe('Login name of the caller; empty for nobody.'),
    status: z
      .union([z.int(), z.string().regex(/^[1-5](\d\d|xx)$/, 'write 404 or 4xx')])
      .optional()
      .describe('Status of the answer: `404`, or a class: `4xx`.'),
    method: z.string().optional().describe('HTTP method.'),
    path: z.string().optional().describe('Path without query: `*` stands for anything but a slash, `**` for anything.'),
    since: z.coerce.number().int().min(0).optional().describe('Only entries after this one, by `seq`.'),
    text: z.string().optional().describe('Text that stands anywhere in path, headers, bodies or reasons.'),
    fault: z.string().optional().describe('Id of the fault that struck; `*` for any.'),
    outcome: z
      .enum(['ok', 'failed', 'mute', 'deviant', 'unmatched', 'fault'])
      .optional()
      .describe(
        '`ok`: neither failed nor mute. `failed`: status 400 and above. `mute`: a failure whose reason the product kept ' +
          'to itself. `deviant`: outside the documented contract. `unmatched`: no such operation. `fault`: struck by one.',
      ),
    limit: z.coerce.number().int().min(1).optional().describe('Only the last so many.'),
  })
  .describe('Which entries of the log.')

export type LogQuery = z.output<typeof LogQuery>
