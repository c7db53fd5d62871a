// An application in Node: a line for each thing that it does, and keeprun as its child.
const { spawn, execFileSync } = require('child_process')
const { Worker } = require('worker_threads')
const { createHash, randomBytes } = require('crypto')
const fs = require('fs')
const fsp = fs.promises
const http = require('http')
const net = require('net')
const zlib = require('zlib')

const say = (name, ...answer) => console.log(`${name}:`, ...answer)

function start(bundle, input, milliseconds) {
  return new Promise((resolve, reject) => {
    const guest = spawn('/opt/keeprun', [bundle], { stdio: ['pipe', 'pipe', 'inherit'] })
    let out = ''
    guest.stdout.on('data', data => { out += data })
    guest.on('error', reject)
    guest.on('close', (code, signal) => resolve([out.trim(), signal || code]))
    if (input) guest.stdin.end(input)
    if (milliseconds) setTimeout(() => guest.kill('SIGTERM'), milliseconds)
  })
}

async function files() {
  const work = await fsp.mkdtemp('/tmp/node-')
  await fsp.writeFile(`${work}/a`, 'x'.repeat(9000))
  await fsp.copyFile(`${work}/a`, `${work}/b`)
  await fsp.rename(`${work}/b`, `${work}/c`)
  await fsp.symlink('c', `${work}/link`)
  await fsp.chmod(`${work}/c`, 0o600)
  await fsp.utimes(`${work}/c`, 1, 1)
  await fsp.truncate(`${work}/c`, 10)
  const handle = await fsp.open(`${work}/a`, 'r+')
  await handle.write('y', 0)
  await handle.sync()
  await handle.close()
  const changed = new Promise(resolve => {
    const watcher = fs.watch(work, (kind, name) => { watcher.close(); resolve(name) })
  })
  await fsp.writeFile(`${work}/d`, '')
  const name = await changed
  const found = (await fsp.readdir(work)).sort()
  const size = (await fsp.stat(`${work}/c`)).size
  await fsp.rm(work, { recursive: true })
  return [...found, size, name, fs.existsSync(work)]
}

const serve = where => new Promise((resolve, reject) => {
  const server = net.createServer(peer => {
    peer.on('data', data => peer.end(String(data).toUpperCase()))
  })
  server.on('error', reject)
  server.listen(where, () => {
    const peer = net.connect(where, () => peer.write('word'))
    peer.on('error', reject)
    peer.on('data', data => { server.close(); resolve(String(data)) })
  })
})

const ask = () => new Promise((resolve, reject) => {
  const server = http.createServer((_, answer) => answer.end('page'))
  server.on('error', reject)
  server.listen({ port: 0, host: '127.0.0.1' }, () => {
    const where = { host: 'localhost', family: 4, port: server.address().port, agent: false }
    http.get(where, answer => {
      let text = ''
      answer.on('data', data => { text += data })
      answer.on('end', () => { server.close(); resolve(text) })
    }).on('error', reject)
  })
})

const worker = () => new Promise((resolve, reject) => {
  const text = 'require("worker_threads").parentPort.postMessage(6 * 7)'
  const made = new Worker(text, { eval: true })
  made.on('message', resolve)
  made.on('error', reject)
})

async function main() {
  await new Promise(resolve => setTimeout(resolve, 50))
  say('timer', 'rang')
  say('threads', await worker())
  say('zip', zlib.gunzipSync(await require('util').promisify(zlib.gzip)('zip')).toString())
  say('random', randomBytes(8).length, createHash('sha256').update('x').digest('hex').slice(0, 8))
  say('file', ...await files())
  say('child', execFileSync('/usr/bin/tr', ['a', 'b'], { input: 'aa', encoding: 'utf8' }))
  say('local', await serve('/tmp/node.sock'))
  say('network', await ask())
  say('system', require('os').cpus().length > 0, require('os').totalmem() > 0, process.getuid())
  const waiting = setTimeout(() => {}, 5000)
  const heard = new Promise(resolve => process.once('SIGUSR2', resolve))
  process.kill(process.pid, 'SIGUSR2')
  say('signals', await heard)
  clearTimeout(waiting)
  say('guest', ...await start('/opt/sandbox', 'hello\n'))
  say('ended', ...await start('/opt/waiting', null, 1000))
}

main().catch(error => { console.log('failed:', error.message); process.exit(1) })
