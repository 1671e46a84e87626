// B1 招商: who speaks for a prospect's firm is no official. Name, post and telephone are sealed in the database, masked in lists, opened for those who
// may, and each look is in the ledger, which itself knows the name masked only.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { behind, startServer } from '../harness/server.mjs'
import { textOf } from '../harness/xlsx.mjs'

const keys = mkdtempSync(join(tmpdir(), 'luoshi-keys-'))
let server, clerk, own, agri, leader, finance, project
const person = { name: '欧阳文静', post: '华北区投资总监', phone: '138-1234-5678' }
const secrets = ['欧阳文静', '文静', '华北区投资总监', '投资总监', '138-1234-5678', '12345678', '1234-5678']
const at = (more = '') => `/projects/${project}/contacts${more}`
const list = async (who = clerk) => (await who.get(at())).body

before(async () => {
  server = await startServer({ day: '2022-05-20', options: ['--key-file', join(keys, 'seal.key')] })
  ;[clerk, own, agri, leader, finance] = await Promise.all(['clerk1', 'hitech', 'agri', 'mayor', 'finance'].map(server.login))
  const unit = (await clerk.get('/units')).body.units.find((one) => one.key === 'hitech').id
  project = (await clerk.post('/projects', { name: '智能装备产业园', kind: 'industry', lead_unit: unit, total: '20000' })).body.project.id
})
after(async () => {
  await server.stop()
  rmSync(keys, { recursive: true, force: true })
})

test('a contact is added by the office or the unit that leads the project, and lists show it masked', async () => {
  const added = await own.post(at(), person)
  assert.equal(added.status, 201, JSON.stringify(added.body))
  const { contacts, may_change } = added.body
  assert.deepEqual([contacts.map((one) => [one.name, one.phone]), may_change], [[['欧**', '138-****-5678']], true])
  assert.equal((await clerk.post(at(), { name: '  李强 ', phone: '8612345' })).status, 201)
  assert.equal((await clerk.post(at(), { name: 'John Smith' })).status, 201)
  assert.deepEqual((await list()).contacts.map((one) => [one.name, one.phone]), [['欧**', '138-****-5678'], ['李**', '*****45'], ['J**', null]])
  for (const [input, place] of [[{ name: ' ' }, '/name'], [{ ...person, phone: '1-2-3-4' }, '/phone'], [{ ...person, phone: '打前台' }, '/phone'], [{ ...person, post: '长'.repeat(51) }, '/post']]) {
    const refused = await clerk.post(at(), input)
    assert.deepEqual([refused.status, refused.body.errors[0].field], [422, place], JSON.stringify(refused.body))
  }
})

test('each look opens one contact, once, and is in the ledger with who and when', async () => {
  const [first] = (await list()).contacts
  const key = { 'Idempotency-Key': randomUUID() }
  const look = await leader.post(at(`/${first.id}/look`), undefined, key)
  assert.deepEqual([look.status, look.body], [200, person])
  assert.equal((await leader.post(at(`/${first.id}/look`), undefined, key)).status, 409, 'a repeat is not answered from what was kept')
  assert.deepEqual((await own.post(at(`/${first.id}/look`))).body, person)
  const { entries } = (await clerk.get(`/ledger?kind=project&object=${project}`)).body
  const looks = entries.filter((one) => one.action === 'project.contact_look')
  assert.equal(looks.length, 2)
  assert.deepEqual(new Set(looks.map((one) => one.actor)), new Set([leader, own].map((one) => one.session.account)))
  assert.ok(looks.every((one) => one.after.contact === '欧**' && one.action_text === '查看企业联系人'))
  assert.equal((await clerk.post(at(`/${'0'.repeat(26)}/look`))).status, 404)
})

test('who may not see contacts sees none: another unit, and a role without the permission', async () => {
  const [first] = (await list()).contacts
  for (const who of [agri, finance]) {
    const answers = [await who.get(at()), await who.post(at(`/${first.id}/look`)), await who.post(at(), person), await who.post(at(`/${first.id}/removal`), { reason: '不再联系' })]
    assert.deepEqual(answers.map((one) => one.status), [403, 403, 403, 403], who.session.login)
  }
  assert.equal((await leader.get(at())).body.may_change, false)
  assert.equal((await leader.post(at(), person)).status, 403)
  const { entries } = (await clerk.get(`/ledger?kind=project&object=${project}`)).body
  assert.equal(entries.filter((one) => one.action === 'project.contact_look').length, 2, 'who was refused has not looked')
})

test('no plain text of a contact is in the database, the ledger, the search, files or the log', async () => {
  const told = JSON.stringify([
    (await clerk.get(`/projects/${project}`)).body, (await clerk.get('/projects')).body, (await clerk.get('/ledger?limit=200')).body,
    (await clerk.get(`/projects/${project}/contacts`)).body,
  ])
  const file = await clerk.call('GET', '/project-export')
  const list = textOf(file.content)
  assert.ok(list.includes('智能装备产业园'), 'the file has the project')
  const seen = [told, list, server.log()]
  if (server.engine === 'sqlite') {
    for (const name of readdirSync(server.directory)) seen.push(readFileSync(join(server.directory, name)).toString('utf8'))
  } else {
    for (const table of ['project_contact', 'ledger_entry', 'idempotency', 'register_value', 'project']) seen.push(behind(server.database, `SELECT string_agg(t::text, ' ') FROM ${table} t`))
  }
  assert.ok(seen.slice(3).some((text) => text.includes('智能装备产业园')), 'what is not sealed is found like this')
  for (const text of seen) for (const secret of secrets) assert.ok(!text.includes(secret), `${secret} stands in plain text`)
  assert.deepEqual((await clerk.get(`/projects?q=${encodeURIComponent('文静')}`)).body.projects, [])
})

test('a contact that is removed is gone, with a reason in the ledger; there are at most twenty', async () => {
  const { contacts } = await list()
  assert.equal((await clerk.post(at(`/${contacts[0].id}/removal`), {})).status, 422)
  const removed = await own.post(at(`/${contacts[0].id}/removal`), { reason: '已离职' })
  assert.deepEqual(removed.body.contacts.map((one) => one.name), ['李**', 'J**'])
  assert.equal((await own.post(at(`/${contacts[0].id}/look`))).status, 404)
  assert.equal(behind(server.database, 'SELECT COUNT(*) FROM project_contact'), '2')
  const entry = (await clerk.get(`/ledger?kind=project&object=${project}`)).body.entries[0]
  assert.deepEqual([entry.action, entry.reason, entry.before], ['project.contact_remove', '已离职', { contact: '欧**' }])
  for (let i = 2; i < 20; i++) assert.equal((await clerk.post(at(), { name: `王${i}` })).status, 201)
  assert.equal((await clerk.post(at(), { name: '第二十一' })).status, 409)
})
