// The text view cuts a report into what it marks and loses nothing.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { transformWithEsbuild } from 'vite'

const path = new URL('../src/report/marks.ts', import.meta.url)
const { code } = await transformWithEsbuild(readFileSync(path, 'utf8'), 'marks.ts')
const { cut, paragraphs } = await import(`data:text/javascript,${encodeURIComponent(code)}`)

test('cutting_loses_nothing_and_marks_clauses_and_figures', () => {
  const text = '甲。建田7万亩，修路。'
  const pieces = cut(text, [{ id: 'c', start: 2, end: 7 }], [{ id: 'f', start: 4, end: 7 }])
  assert.equal(pieces.map((piece) => piece.text).join(''), text)
  assert.deepEqual(
    pieces.filter((piece) => piece.clause === 'c').map((piece) => [piece.text, piece.figure, piece.first]),
    [['建田', false, true], ['7万亩', true, false]],
  )
})

test('paragraphs_keep_every_character_in_order', () => {
  const text = '一\n\n二三\n四'
  const lines = paragraphs(cut(text, [{ id: 'c', start: 0, end: 5 }], []))
  assert.equal(lines.flat().map((piece) => piece.text).join(''), text)
  assert.equal(lines.length, 4)
  assert.equal(lines.flat().filter((piece) => piece.first).length, 1)
})
