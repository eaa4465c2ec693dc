import { fakeOf, play } from '../check/play.js'

/** A full run of the contract runner on the fakes of both products, over sockets: how long, and how much of it is ours. */
for (const profile of ['wekan@11.07', 'kanboard@1.2.53']) {
  const listening = await fakeOf(profile).listen()
  // The first run pays for compiling everything.
  await play(profile, fetch, { url: listening.url })
  const { summary } = await play(profile, fetch, { url: listening.url })
  await listening.close()
  const { ms, serverMs, counts } = summary
  const outside = ((ms - serverMs) / ms) * 100
  console.log(
    `check ${profile}: ${counts.pass} steps in ${(ms / 1000).toFixed(1)} s, ${outside.toFixed(0)} % of it outside the server (target: both products under 10 s, under 20 %)`,
  )
}
