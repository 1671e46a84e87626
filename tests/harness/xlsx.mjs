// A small workbook from rows, without a library: parts deflated in a zip (APPNOTE 6.3.9); and the text of one.
import { spawnSync } from 'node:child_process'
import { deflateRawSync } from 'node:zlib'

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packageRel = 'http://schemas.openxmlformats.org/package/2006/relationships'

const crcs = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  return crc
})

function crc32(bytes) {
  let crc = ~0
  for (const byte of bytes) crc = crcs[(crc ^ byte) & 0xff] ^ (crc >>> 8)
  return ~crc >>> 0
}

function zip(parts) {
  const files = []
  const directory = []
  let offset = 0
  for (const [name, text] of Object.entries(parts)) {
    const path = Buffer.from(name)
    const plain = Buffer.from(text)
    const content = deflateRawSync(plain)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(plain), 10)
    common.writeUInt32LE(content.length, 14)
    common.writeUInt32LE(plain.length, 18)
    common.writeUInt16LE(path.length, 22)
    files.push(Buffer.from('PK\u0003\u0004'), common, path, content)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), common, tail, path)
    offset += 30 + path.length + content.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  end.writeUInt16LE(Object.keys(parts).length, 8)
  end.writeUInt16LE(Object.keys(parts).length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...files, list, end])
}

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const cell = (value) => (value === null ? '<c/>' : value === '#REF!' ? '<c t="e"><v>#REF!</v></c>' : typeof value === 'number' ? `<c><v>${value}</v></c>` : value.startsWith('=') ? `<c><f>${value.slice(1)}</f><v>1</v></c>` : `<c t="inlineStr"><is><t>${escape(value)}</t></is></c>`)

/** ROWS of text, numbers and null; text that begins with = is a formula, #REF! an error. MERGED are ranges such as A1:B1; to row LAST it has empty rows that are only coloured. */
export function workbook(rows, merged = [], last = 0) {
  const ranges = [merged].flat()
  const empty = Array.from({ length: Math.max(0, last - rows.length) }, (_, n) => `<row r="${rows.length + n + 1}" s="1" customFormat="1"><c r="A${rows.length + n + 1}" s="1"/></row>`).join('')
  const sheet = rows.map((row) => `<row>${row.map(cell).join('')}</row>`).join('')
  return zip({
    '_rels/.rels': `<Relationships xmlns="${packageRel}"><Relationship Id="a" Type="${rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${rel}"><sheets><sheet name="a" sheetId="1" r:id="b"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packageRel}"><Relationship Id="b" Type="${rel}/worksheet" Target="sheet.xml"/></Relationships>`,
    'xl/sheet.xml': `<worksheet xmlns="${main}"><sheetData>${sheet}${empty}</sheetData>${ranges.length ? `<mergeCells>${ranges.map((range) => `<mergeCell ref="${range}"/>`).join('')}</mergeCells>` : ''}</worksheet>`,
  })
}

/** All text of a workbook's parts: what stands in a zip file compressed is found in none of its bytes. */
export function textOf(bytes) {
  const program = 'import io, sys, zipfile\nz = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))\nsys.stdout.buffer.write(b"\\n".join(z.read(name) for name in z.namelist()))'
  const done = spawnSync('/usr/bin/python3', ['-c', program], { input: bytes, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (done.status !== 0) throw new Error(done.stderr)
  return done.stdout
}
