import { computed, reactive, ref, shallowRef, type ShallowRef } from 'vue'
import { t } from '@/i18n'
import type { EvidenceFile } from '@/evidence/api'
import { useJob } from '@/ui/useLoad'
import { reportFigures, type CellResult, type Grid, type ObservationResult, type Take } from './api'

export interface Spot {
  row: number
  column: number
}

interface Edit extends Spot {
  text: string
}

const keyOf = ({ row, column }: Spot): string => `${String(row)}:${String(column)}`

/** What a spreadsheet puts on the clipboard for a number: 1,284.50 or １２８４. The server judges the rest. */
const plain = (text: string): string => text.normalize('NFKC').replace(/[\s,]/g, '')

/** Changes of an entry grid that are not saved yet, and what the server said of each. */
export function useGrid(grid: ShallowRef<Grid | null>, reload: () => Promise<void>) {
  const edits = reactive(new Map<string, Edit>())
  const answers = reactive(new Map<string, CellResult>())
  const result = shallowRef<ObservationResult | null>(null)
  const reason = ref('')
  const confirm = ref(false)
  const files = ref<EvidenceFile[]>([])

  const stored = ({ row, column }: Spot): string => {
    const value = grid.value?.rows[row]?.cells[column]?.value
    return value === null || value === undefined || grid.value?.rows[row]?.added_up ? '' : String(value)
  }
  const textOf = (spot: Spot): string => edits.get(keyOf(spot))?.text ?? stored(spot)
  const answerOf = (spot: Spot): CellResult | undefined => answers.get(keyOf(spot))
  const changed = (spot: Spot): boolean => edits.has(keyOf(spot))
  const open = ({ row, column }: Spot): boolean => {
    const period = grid.value?.periods[column]
    return !!grid.value?.rows[row] && !!period && period.begun && !period.closed
  }

  function set(spot: Spot, text: string): void {
    answers.delete(keyOf(spot))
    const value = plain(text)
    if (value === stored(spot)) edits.delete(keyOf(spot))
    else edits.set(keyOf(spot), { ...spot, text: value })
  }

  /** Lays a block from a spreadsheet down from SPOT on; says how many figures found a place. */
  function paste(spot: Spot, block: string): number {
    let taken = 0
    block.replace(/\r/g, '').replace(/\n$/, '').split('\n').forEach((line, down) => {
      line.split('\t').forEach((text, right) => {
        const at = { row: spot.row + down, column: spot.column + right }
        if (!open(at)) return
        set(at, text)
        taken += 1
      })
    })
    return taken
  }

  function discard(): void {
    edits.clear()
    answers.clear()
    result.value = null
    reason.value = ''
    confirm.value = false
    files.value = []
  }

  const { busy, problem, run } = useJob(async (take: Take) => {
    const sent = [...edits.values()]
    const said = reason.value.trim()
    const answer = await reportFigures(
      sent.map((edit) => {
        const row = grid.value!.rows[edit.row]! // eslint-disable-line @typescript-eslint/no-non-null-assertion
        return {
          indicator: row.indicator,
          object: row.object,
          period: grid.value!.periods[edit.column]!.period, // eslint-disable-line @typescript-eslint/no-non-null-assertion
          value: edit.text === '' ? null : edit.text,
          revision: row.cells[edit.column]?.revision ?? 0,
          ...(files.value.length && { evidence: files.value.map((file) => file.id) }),
          ...(said && { reason: said }),
          ...(said && confirm.value && { confirm: true }),
        }
      }),
      take,
    )
    result.value = answer
    answers.clear()
    for (const one of answer.rows) {
      const edit = sent[one.row]
      if (!edit) continue
      if (one.state === 'taken' || one.state === 'same') edits.delete(keyOf(edit))
      else answers.set(keyOf(edit), one)
    }
    if (edits.size === 0) {
      reason.value = ''
      files.value = []
    }
    if (answer.taken > 0) await reload()
  })

  const faults = computed(() => [...answers.values()].filter((one) => one.state === 'refused' || one.state === 'confirm'))
  const messageOf = (one: CellResult): string => [...one.errors, ...one.warnings].map((fault) => fault.message).join(t('list.comma'))
  return { edits, answers, result, reason, confirm, files, busy, problem, textOf, answerOf, changed, open, set, paste, discard, save: run, faults, messageOf }
}

export type GridWork = ReturnType<typeof useGrid>
