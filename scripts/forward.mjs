// Hands connections on to a port of loopback: node scripts/forward.mjs 8788 8787
// The console listens on loopback only. In a container that is the container's own, so this stands between it and the port
// that docker-compose.yml publishes on the loopback of the host.
import { connect, createServer } from 'node:net'
import { pipeline } from 'node:stream'

const [from, to] = process.argv.slice(2).map(Number)
const server = createServer((outside) => {
  const inside = connect(to, '127.0.0.1')
  // Either end may hang up at any time.
  pipeline(outside, inside, outside, () => {})
})
server.listen(from, () => console.error(`${server.address().port} -> 127.0.0.1:${to}`))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0))
