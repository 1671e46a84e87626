// D3 城市更新: kinds with their own steps, quantities counted from the projects, and the services that residents choose.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'

let server, clerk, housing, agri, units
before(async () => {
  server = await startServer()
  ;[clerk, housing, agri] = await Promise.all(['clerk1', 'housing', 'agri'].map(server.login))
  units = (await clerk.get('/units')).body.units
})
after(() => server.stop())

const unit = (key) => units.find((one) => one.key === key).id
const add = async (kind, fields) => (await clerk.post('/projects', { name: `信都小区${Math.random()}`, kind, lead_unit: unit('housing'), fields, confirm: true })).body.project.id
const vote = (id, households, ballots, counts, who = housing) => who.post(`/projects/${id}/votes`, { households, ballots, counts })

test('quantities are sums of what the projects say', async () => {
  await add('renewal_road', { road_km: '2.35' })
  const { id } = { id: await add('renewal_road', { road_km: '1.4' }) }
  assert.equal((await clerk.get(`/projects/${id}`)).body.project.library, 'survey')
  const roads = (await housing.get('/project-renewal')).body.kinds.find((one) => one.key === 'renewal_road')
  assert.deepEqual([roads.count, roads.done, roads.quantities.map((one) => [one.key, one.all, one.done])], [2, 0, [['road_km', 3.75, 0]]])
  const { version } = (await clerk.get(`/projects/${id}`)).body.project
  await clerk.post(`/projects/${id}/state`, { version, state: 'given_up', reason: '并入管网项目' })
  assert.equal((await housing.get('/project-renewal')).body.kinds.find((one) => one.key === 'renewal_road').quantities[0].all, 2.35)
})

test('a service is chosen when two thirds voted and most of them want it', async () => {
  const id = await add('renewal_community', { households: '300' })
  assert.equal((await vote(id, 300, 210, { cleaning: 160, guard: 105, waste: 106 })).status, 201)
  const of = async () => (await housing.get('/project-renewal')).body.communities.find((one) => one.id === id)
  const chosen = (one) => one.vote.items.filter((item) => item.chosen).map((item) => item.key)
  assert.deepEqual(chosen(await of()), ['cleaning', 'waste'])
  assert.equal((await of()).vote.price, 0.17)
  await vote(id, 300, 199, { cleaning: 199 })
  assert.deepEqual(chosen(await of()), [])
})

test('a community is handed over when its residents chose services, not when they only voted', async () => {
  const id = await add('renewal_community', { households: '300' })
  const gate = async () => (await housing.get(`/projects/${id}`)).body.libraries.at(-1).conditions.find((one) => one.key === 'menu_chosen')
  assert.deepEqual([(await gate()).name, (await gate()).held], ['居民已选定物业服务菜单', false])
  await vote(id, 300, 199, { cleaning: 199 })
  assert.equal((await gate()).held, false, 'too few voted')
  await vote(id, 300, 210, { cleaning: 105, guard: 90 })
  assert.equal((await gate()).held, false, 'nothing has more than half')
  await vote(id, 300, 210, { cleaning: 106 })
  assert.equal((await gate()).held, true)
  await vote(id, 300, 210, { cleaning: 20 })
  assert.equal((await gate()).held, false, 'the last vote counts')
})

test('a count that cannot be is refused with its place', async () => {
  const id = await add('renewal_community', {})
  for (const [answer, field] of [
    [await vote(id, 100, 101, {}), '/ballots'], [await vote(id, 100, 50, { cleaning: 51 }), '/counts/cleaning'], [await vote(id, 100, 50, { pool: 5 }), '/counts/pool'],
    [await vote(await add('renewal_park', {}), 100, 50, {}), '/counts'],
  ]) {
    assert.deepEqual([answer.status, answer.body.errors[0].field], [422, field], JSON.stringify(answer.body))
  }
  assert.equal((await vote(id, 100, 50, { cleaning: -5 })).status, 422)
  assert.equal((await vote(id, 100, 50, {}, agri)).status, 403)
})
