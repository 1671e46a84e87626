// What a paper says.
import { spawnSync } from 'node:child_process'

/** The words of the pdf CONTENT, without blanks, line ends and page numbers. */
export function pdfText(content) {
  const read = spawnSync('pdftotext', ['-raw', '-', '-'], { input: content, encoding: 'utf8' })
  if (read.status !== 0) throw new Error(read.stderr)
  return read.stdout.replace(/—\s*\d+\s*—/g, '').replace(/\s/g, '')
}
