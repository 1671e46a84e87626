// Both message files say the same things: same keys, same placeholders, and every key that is used.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('../src/', import.meta.url))
const read = (name) => JSON.parse(readFileSync(join(source, 'i18n', name), 'utf8'))

function flat(messages, prefix = '', all = new Map()) {
  for (const [key, value] of Object.entries(messages)) {
    if (typeof value === 'string') all.set(prefix + key, value)
    else flat(value, `${prefix}${key}.`, all)
  }
  return all
}

const chinese = flat(read('zh-CN.json'))
const english = flat(read('en.json'))
const placeholders = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.(vue|ts)$/.test(entry.name) ? [readFileSync(path, 'utf8')] : []
  })
}

test('chinese_and_english_have_the_same_keys', () => {
  assert.deepEqual([...english.keys()].sort(), [...chinese.keys()].sort())
})

test('chinese_and_english_have_the_same_placeholders', () => {
  for (const [key, text] of chinese) {
    assert.deepEqual(placeholders(english.get(key) ?? ''), placeholders(text), key)
  }
})

test('no_message_is_empty_and_english_holds_no_chinese', () => {
  for (const [key, text] of [...chinese, ...english]) assert.notEqual(text.trim(), '', key)
  const allowed = new Set(['language.other'])
  for (const [key, text] of english) {
    if (!allowed.has(key)) assert.doesNotMatch(text, /[\u4e00-\u9fff]/, key)
  }
})

test('every_key_that_is_used_exists', () => {
  for (const text of sources(source)) {
    for (const [, key] of text.matchAll(/\bt\(\s*'([\w.]+)'/g)) {
      assert.ok(chinese.has(key), `missing message ${key}`)
    }
  }
})

test('every_message_is_used', () => {
  const all = sources(source).join('\n')
  // Keys made of a fixed beginning and a value of the server: t(`clause.state.${state}`).
  const made = [...all.matchAll(/`([\w.]+\.)\$\{/g)].map(([, start]) => start)
  for (const key of chinese.keys()) {
    const used = all.includes(`'${key}'`) || made.some((start) => key.startsWith(start))
    assert.ok(used, `message ${key} is not used`)
  }
})
