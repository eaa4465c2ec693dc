import type { Inbound, Outbound } from '../kernel/exchange.js'

type Page = Omit<Outbound, 'trace'>

/** The page that nginx writes of its own accord: code nginx@1.26 src/http/ngx_http_special_response.c */
const ofNginx = (status: number, title: string): Page => ({
  status,
  headers: { server: 'nginx', 'content-type': 'text/html' },
  body: [
    '<html>',
    `<head><title>${status} ${title}</title></head>`,
    '<body>',
    `<center><h1>${status} ${title}</h1></center>`,
    '<hr><center>nginx</center>',
    '</body>',
    '</html>',
    '',
  ].join('\r\n'),
})

const signIn: Page = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  body: [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head><meta charset="utf-8"><title>Sign in</title></head>',
    '<body>',
    '<form method="post" action="/sso/login">',
    '<input name="username"><input name="password" type="password"><button>Sign in</button>',
    '</form>',
    '</body>',
    '</html>',
    '',
  ].join('\n'),
}

export const pages: Readonly<Record<'bad-gateway' | 'unavailable' | 'gateway-timeout' | 'sign-in', Page>> = {
  'bad-gateway': ofNginx(502, 'Bad Gateway'),
  unavailable: ofNginx(503, 'Service Temporarily Unavailable'),
  'gateway-timeout': ofNginx(504, 'Gateway Time-out'),
  'sign-in': signIn,
}

/** Where a single sign-on sends a browser that it does not know. */
export function redirectToSignIn({ base = '', path }: Inbound): Page {
  const back = encodeURIComponent(base + path)
  return { status: 302, headers: { location: `https://sso.example.com/login?return=${back}` } }
}
