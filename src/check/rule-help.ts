import type { Rule } from './rules.js'

/** What a person who meets a rule for the first time wants to know. Markdown without headings. */
export interface RuleHelp {
  /** When it is broken, exactly. */
  readonly means: string
  /** What happens to a client that was written by the documentation. */
  readonly matters: string
  readonly todo: string
}

export const ruleHelp: Readonly<Record<Rule, RuleHelp>> = {
  'answer.status': {
    means: 'A call succeeded, and the status of the answer is not the one that the operation declares for success.',
    matters: 'A client that asks for 200 and gets 201 takes a success for a failure, and may do it again.',
    todo: 'Repeat the call with the curl line. A proxy that rewrites statuses shows itself by doing so on every call.',
  },
  'answer.content-type': {
    means:
      'A call succeeded, and the answer has another content type than declared. Parameters such as the charset are not compared.',
    matters: 'HTTP libraries choose the parser by it: JSON that is sent as text reaches the program as a string.',
    todo: 'Look for a proxy or a security product that sets the header; compare with the answer of the server itself.',
  },
  'answer.foreign': {
    means: 'The answer is not one that the product gives: HTML or plain text where JSON is due.',
    matters: 'Clients fail while parsing, far from the cause, and often show nothing but "unexpected token <".',
    todo: 'Usually a sign-in page, an error page of a proxy, or a crash page. Open the URL of the curl line and read it.',
  },
  'answer.body': {
    means: 'There is a body where the operation declares none, or none where one is due.',
    matters: 'Clients that parse every answer fail on the empty one; others pass over a message that they should read.',
    todo: 'Repeat the call and look at length and status; a changed status often comes with it.',
  },
  'field.missing': {
    means:
      'A member that the release declares is not in the result. Where a step asks for completeness, optional members count.',
    matters: 'Typed clients fail on the first answer; others show an empty place, or `undefined` in a sentence.',
    todo: 'Compare release and profile first: the member may be younger than the server. Then look at plugins and settings that hide it.',
  },
  'field.null': {
    means: 'A member is `null` that is never null by its declaration.',
    matters: 'Clients do not guard against what cannot happen: they fail where the value is used.',
    todo: 'Look at the row that the answer shows: imports and old data leave nulls that the program itself never writes.',
  },
  'field.type': {
    means: 'A member has another JSON type than declared: `"7"` for `7`, `1` for `true`, a list for an object.',
    matters: 'Comparisons go wrong without an error, `"10" < "9"` for one; typed clients refuse the answer.',
    todo: 'For Kanboard, numbers depend on the PHP release and the database: see `--numbers` and `--database`. Otherwise compare the release.',
  },
  'field.value': {
    means: 'A member has the declared type and a value outside the declared ones: a colour or role that is none.',
    matters: 'Clients with a closed list of values fail, or fall into a default that is wrong.',
    todo: 'A plugin or a newer release may bring the value. If the server is right, the declaration needs it.',
  },
  'field.undeclared': {
    means: 'The answer has a member that the operation does not declare for any release.',
    matters:
      'Nothing breaks, unless a client refuses what it does not know. It shows that the server is newer, or has a plugin.',
    todo: 'Nothing, or accept it in a baseline. A recording of the answer (`stuntboard record`) is welcome.',
  },
  'field.older': {
    means: 'The answer has a member that only other releases declare, not the one that the server is judged as.',
    matters: 'Nothing breaks. It says that the profile does not fit, or that the server is between two releases.',
    todo: 'Try the neighbouring profile with `--profile`.',
  },
  'failure.missing': {
    means: 'The step expects a declared failure, and the call succeeded.',
    matters: 'A check that clients rely on is gone: what they send wrong is now stored.',
    todo: 'Look at what the call did. What the run made is removed at its end all the same.',
  },
  'failure.unexpected': {
    means: 'The step expects a result, and the call failed.',
    matters: 'The operation does not work as documented, for this account or at all.',
    todo: 'The finding has status, code and words of the server. Rights of the account are the commonest cause, then a setting, then a proxy that lets only GET and POST through.',
  },
  'permission.wider': {
    means: 'Somebody who should be refused may do it: without login, as another user, with a lesser role.',
    matters: 'This is a matter of security: data of others is shown, or may be changed.',
    todo: 'Repeat the call with the curl line and the rights of that account before anything else. Do not put it into a baseline without a date.',
  },
  'permission.narrower': {
    means: 'Somebody who should be allowed is refused.',
    matters: 'Clients that work with the documented rights stop working for these people.',
    todo: 'Look at application and project roles, and at settings that restrict the API.',
  },
  'failure.code': {
    means: 'The call failed as expected, with another code or another status of its own than declared.',
    matters:
      'Clients tell failures apart by the code: "not found" becomes "forbidden", and the wrong message is shown.',
    todo: 'Compare releases: codes change between them more often than results. Words of errors are never compared.',
  },
  'failure.style': {
    means:
      'The failure has the declared code and another form: an HTML page for a JSON error, status 403 where the product answers 200 with an error inside.',
    matters: 'A client looks for the error where it always was, finds none, and goes on.',
    todo: 'Look for a proxy that replaces error answers by its own pages.',
  },
  'expect.result': {
    means:
      'The result is not what the calls before it make it: a write that did not happen, another position, another name.',
    matters: 'The server said that it was done, and it was not, or something else was.',
    todo: 'Read the steps before it. A cache, a second server behind the same address and a slow replica look like this.',
  },
  'expect.includes': {
    means: 'A list lacks an element that the calls before it made.',
    matters: 'What a person has just made does not show.',
    todo: 'As for `expect.result`; also look for a page size or filter of the list.',
  },
  'expect.excludes': {
    means: 'A list has an element that was removed, or that this account must not see.',
    matters: 'Removed things come back, or somebody sees what belongs to others.',
    todo: 'Find out which of the two it is from the step: its name says it.',
  },
  'guard.refused': {
    means: 'The step would have changed a thing that the run did not make, so it was not sent.',
    matters: 'It says nothing of the server. The run keeps its promise to touch nothing of others.',
    todo: 'In a scenario of your own, capture the id of what the scenario makes and use that. In a shipped scenario it is a mistake of stuntboard: please report it.',
  },
  'prism.violation': {
    means: 'With `--via-prism` the calls go through Prism, and Prism found fault by the generated OpenAPI document.',
    matters:
      'Whoever validates by the document finds the same. A finding that the other rules do not have points at the document.',
    todo: 'Compare with the findings of the other rules for the same step.',
  },
  'target.unreachable': {
    means: 'No answer came: nothing listens, the connection broke, TLS failed, or the time ran out.',
    matters: 'It says nothing of the contract: the rest of the scenario is skipped, and the run is partial.',
    todo: 'Read the hint of the finding. `--timeout` gives a slow server more time, `--rate` sends less at once.',
  },
  'target.refused': {
    means: 'The server answers, but is not this product, has its API off, or does not let the account in.',
    matters: 'Nothing was checked on this server.',
    todo: 'Read the finding: it names what is missing, a setting, a path below which the product is, or a credential.',
  },
  'run.broken': {
    means: 'The run broke off by a mistake of stuntboard itself. What was checked before is in the report.',
    matters: 'It says nothing of the server. What the run made may be left: see the ledger.',
    todo: 'Run `stuntboard cleanup LEDGER`, and report the mistake with the message on standard error.',
  },
}
