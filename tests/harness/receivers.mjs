// Real receivers on loopback for what the server sends: a mail server, and a webhook's other end.
import { mkdtempSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

/** Waits until CHECK gives something true; fails after SECONDS with WHAT was waited for. */
export async function until(check, what, seconds = 20) {
  for (let i = 0; i < seconds * 20; i++) {
    const found = await check()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`waited ${seconds} s in vain for ${what}`)
}

export const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))

/** A key and a certificate for 127.0.0.1. */
export function makeCertificate() {
  const folder = mkdtempSync(join(tmpdir(), 'luoshi-mail-'))
  const [key, certificate] = ['key.pem', 'cert.pem'].map((name) => join(folder, name))
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate], { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(made.stderr)
  return { folder, file: certificate, key: readFileSync(key), cert: readFileSync(certificate) }
}

/** A mail server; LOGIN {user, password} is asked for if given, REFUSE(address) may give an answer that turns a receiver away. */
export async function startMail({ port = 0, certificate, login, refuse = () => null } = {}) {
  const mails = []
  const sessions = []
  const server = new SMTPServer({
    disabledCommands: [...(certificate ? [] : ['STARTTLS']), ...(login ? [] : ['AUTH'])],
    authOptional: !login,
    ...(certificate ? { key: certificate.key, cert: certificate.cert } : {}),
    onAuth: (auth, _session, done) => (auth.username === login?.user && auth.password === login?.password ? done(null, { user: auth.username }) : done(Object.assign(new Error('535 wrong'), { responseCode: 535 }))),
    onRcptTo(address, _session, done) {
      const answer = refuse(address.address)
      done(answer ? Object.assign(new Error(`<${address.address}>: ${answer.text}`), { responseCode: answer.code }) : null)
    },
    onData(stream, session, done) {
      const parts = []
      stream.on('data', (part) => parts.push(part))
      stream.on('end', async () => {
        const raw = Buffer.concat(parts).toString('latin1')
        sessions.push({ secure: session.secure, user: session.user })
        mails.push({ ...(await simpleParser(Buffer.concat(parts))), raw, to: session.envelope.rcptTo.map((one) => one.address), from: session.envelope.mailFrom.address })
        done()
      })
    },
  })
  server.on('error', () => {})
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    mails,
    sessions,
    port: server.server.address().port,
    /** Waits for COUNT mails to ADDRESS (or anybody). */
    mail: (count = 1, address) => until(() => {
      const found = mails.filter((one) => !address || one.to.includes(address))
      return found.length >= count && found
    }, `${count} mails, there are ${mails.length}`),
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}

/** A webhook's other end. ANSWER(request) gives {status, body}, or nothing to hang. */
export async function startHook(answer = () => ({ status: 200, body: { errcode: 0, code: 0 } })) {
  const requests = []
  const server = createServer((request, response) => {
    const parts = []
    request.on('data', (part) => parts.push(part))
    request.on('end', () => {
      const one = { url: new URL(request.url, 'http://hook'), headers: request.headers, text: Buffer.concat(parts).toString() }
      one.body = JSON.parse(one.text)
      requests.push(one)
      const given = answer(one)
      if (!given) return // hangs
      const { status, body, headers = {} } = given
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body))
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    requests,
    url: `http://127.0.0.1:${server.address().port}`,
    request: (count = 1, path, seconds = 20) => until(() => {
      const found = requests.filter((one) => !path || one.url.pathname === path)
      return found.length >= count && found
    }, `${count} calls of ${path ?? 'the webhook'}, there are ${requests.length}`, seconds),
    stop: () => new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    }),
  }
}
