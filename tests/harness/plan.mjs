// A published plan in one step, for tests whose story begins after it.

/** Publishes a report of LINES, each led by the unit whose key stands beside it: [['改造老旧小区15个。', 'housing'], …]. Gives its commitments. */
export async function publishPlan(clerk, lines, { year = 2022 } = {}) {
  const units = (await clerk.get('/units')).body.units
  const idOf = (key) => units.find((one) => one.key === key).id
  const text = `${year}年工作安排\n${lines.map(([line]) => line).join('\n')}\n`
  const report = (await clerk.upload(Buffer.from(text), { title: `安排${Math.random()}`, year })).body
  const clauses = (await clerk.get(`/reports/${report.id}/clauses`)).body.clauses
  const changes = clauses.map((clause) => {
    const line = lines.find(([one]) => one.includes(clause.original.slice(0, 6)))
    const set = line ? { state: 'confirmed', lead_unit: idOf(line[1]), due: `${year}-12-31` } : { state: 'dropped', drop_reason: '不是任务' }
    return { clause: clause.id, version: clause.version, set }
  })
  await clerk.patch(`/reports/${report.id}/clauses`, { changes })
  const plan = (await clerk.post(`/reports/${report.id}/publication`)).body
  const { commitments } = (await clerk.get(`/commitments?plan=${plan.id}`)).body
  return { report, plan, commitments, idOf }
}
